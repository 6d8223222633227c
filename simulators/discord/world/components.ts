/** Message components as a tree: walking it, numbering it, finding media in it (developers/components/reference). */
import { COMPONENT } from '../protocol.js';

export interface Media {
  url: string;
}

export interface SelectOption {
  label: string;
  value: string;
  description?: string;
  default?: boolean;
  emoji?: Emoji;
}

export interface Emoji {
  id?: string | null;
  name?: string;
  animated?: boolean;
}

/** Any component, as loosely as it comes over the wire; the rules have looked at it before anything reads it. */
export interface Component {
  type: number;
  id?: number;
  components?: Component[];
  component?: Component;
  accessory?: Component;
  custom_id?: string;
  label?: string;
  description?: string;
  placeholder?: string;
  style?: number;
  emoji?: Emoji;
  url?: string;
  disabled?: boolean;
  required?: boolean;
  content?: string;
  options?: SelectOption[];
  default_values?: { id: string; type: string }[];
  channel_types?: number[];
  min_values?: number;
  max_values?: number;
  min_length?: number;
  max_length?: number;
  value?: string;
  default?: boolean;
  file_types?: string[];
  media?: Media;
  file?: Media;
  items?: { media: Media; description?: string | null; spoiler?: boolean }[];
  accent_color?: number | null;
  spoiler?: boolean;
  divider?: boolean;
  spacing?: number;
}

const inside = (component: Component): Component[] => [
  ...(component.components ?? []),
  ...(component.component === undefined ? [] : [component.component]),
  ...(component.accessory === undefined ? [] : [component.accessory]),
];

/** Every component, a parent before what is in it: the order in which they are numbered and counted. */
export function* walk(components: readonly Component[]): Generator<Component> {
  for (const component of components) {
    yield component;
    yield* walk(inside(component));
  }
}

/** Gives every component without one (or with 0) the next free `id` ("Anatomy of a Component"). */
export function numbered(components: readonly Component[]): Component[] {
  const copy = structuredClone(components) as Component[];
  const taken = new Set([...walk(copy)].flatMap(({ id }) => id || []));
  let next = 1;
  for (const component of walk(copy)) {
    if (component.id) continue;
    while (taken.has(next)) next += 1;
    component.id = next;
    taken.add(next);
  }
  return copy;
}

/** The media of one component, in order: blurred only where the component says so, whatever the file's name is (`spoiler`, "Defaults to false"). */
export function mediaOf(
  component: Component,
): { media: Media; description?: string | null; spoiler: boolean }[] {
  if (component.type === COMPONENT.gallery)
    return (component.items ?? []).map((item) => ({ ...item, spoiler: item.spoiler ?? false }));
  const single = component.type === COMPONENT.file ? component.file : component.media;
  if (single === undefined) return [];
  return [{ media: single, description: component.description ?? null, spoiler: component.spoiler ?? false }];
}

const SCHEME = 'attachment://';

/** The file name in `attachment://name`. */
export const attachmentName = (url: string | undefined): string | undefined =>
  url?.startsWith(SCHEME) ? url.slice(SCHEME.length) : undefined;
