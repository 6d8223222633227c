/** The languages that Atelier speaks, and which of them somebody understands. */

/** English is the source, and the language where none is known. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first of somebody's locales (BCP 47, the preferred one first: 'de-AT') in which there are words; else English. */
export function languageOf(locales: string | readonly string[] = []): Language {
  for (const locale of typeof locales === 'string' ? [locales] : locales) {
    const [primary] = locale.toLowerCase().split(/[-_]/);
    const language = LANGUAGES.find((one) => one === primary);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** The locales that a browser asks for in its header Accept-Language, the preferred one first (RFC 9110, 12.5.4). */
export function acceptedLocales(header = ''): string[] {
  const accepted = header.split(',').map((part) => {
    const [tag = '', weight] = part.trim().split(/;\s*q=/i);
    return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  return accepted
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
