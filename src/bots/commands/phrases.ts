/**
 * Phrases of a sentence that ask for options, as regular expressions over small letters with single spaces. English knows many; the
 * other languages the usual wishes: strength, colours, size, one part of the photo. Of them only comparatives count, since people say
 * "Stark!" about a picture that they like. Japanese has no spaces to find words by.
 */
import type { Options } from './command-text.js';

type Phrase = readonly [words: string, options: Options];

const SUBTLE = 'subtle|subtly|faint|faintly|slightly|hint|touch';
const SOFT = 'soft|softer|softly|gentle|gentler|gently|lightly|mild|weak|weaker';
const STRONG = 'strong|stronger|strongly|intense|intensely';
const BOLD = 'bold|bolder|boldly|heavy|heavier|heavily|extreme|extremely';
const NOT = '(?:not|less) (?:so |too |that |very |as )*';
const COLOURS = '(?:(?:all|the|of|my|its|own|original|photo|photos|picture|s|same) )*colou?rs?';
const KEEP = 'keep|keeping|preserve|preserving';
const STROKES = '(?:brush ?)?strokes?';

const BACKGROUND = '(?:background|backdrop|surroundings)';
const SUBJECT =
  `(?:subjects?|foreground|objects?|figures?|persons?|people|portrait|faces?|m[ae]n|wom[ae]n|girls?|boys?|child|children|kids?|baby|
   couple|family|animals?|pets?|dogs?|cats?|horses?|birds?|cars?|flowers?|buildings?|houses?)`.replaceAll(
    /\s/g,
    '',
  );
const ITS = '(?:(?:the|my|our|this|that) )?';
const AS_IS = '(?: (?:as (?:it|he|she|they) (?:is|are|was|were)|alone|untouched|unchanged))?';

/**
 * Phrases and what they ask for, in the order in which they are read. Strengths lie on both sides of the presets' own (40 to 55),
 * sizes on both sides of the usual 768 px.
 */
const ENGLISH: readonly Phrase[] = [
  [`(?:(?:do not|don t|dont|not) (?:${KEEP})|change|new|other) ${COLOURS}`, { keepColours: false }],
  [`(?:${KEEP}|my|own|original|same) ${COLOURS}`, { keepColours: true }],
  [`(?:not|without|except|leave|leaving|${KEEP}) ${ITS}${BACKGROUND}${AS_IS}`, { where: 'subject' }],
  [`(?:not|without|except|leave|leaving|${KEEP}) ${ITS}${SUBJECT}${AS_IS}`, { where: 'background' }],
  [`(?:only|just) ${ITS}${SUBJECT}|${ITS}${SUBJECT} only`, { where: 'subject' }],
  [`(?:(?:only|just) )?${ITS}${BACKGROUND}(?: only)?`, { where: 'background' }],
  [`(?:large|larger|big|bigger|broad|broader|wide|wider|thick|thicker) ${STROKES}`, { styleScale: 1.6 }],
  [`(?:small|smaller|fine|finer|thin|thinner|tiny) ${STROKES}`, { styleScale: 0.7 }],
  [`${NOT}(?:${STRONG}|${BOLD})`, { strength: 30 }],
  [`${NOT}(?:${SOFT}|${SUBTLE})`, { strength: 70 }],
  [SUBTLE, { strength: 20 }],
  [SOFT, { strength: 30 }],
  [STRONG, { strength: 70 }],
  [BOLD, { strength: 85 }],
  ['(?:quick )?drafts?(?: quality)?', { quality: 'draft' }],
  ['(?:fine|finest|best|high|highest|great|top) quality', { quality: 'fine' }],
  ['tiny', { size: 256 }],
  ['small|smaller', { size: 512 }],
  ['large|larger|big|bigger', { size: 1024 }],
  ['huge', { size: 1536 }],
];

const GERMAN: readonly Phrase[] = [
  [
    '(?:behalte|behalt|lass|mit) (?:meine|meinen|die|den|seine|ihre)(?: original)? farben|(?:die |meine )?farben (?:behalten|beibehalten|erhalten|bewahren|lassen)|(?:in )?meinen? farben',
    { keepColours: true },
  ],
  ['(?:ohne|nicht) (?:den |der )?hintergrund', { where: 'subject' }],
  ['(?:nur |bloß )(?:den |der |im |am )?hintergrund', { where: 'background' }],
  [
    '(?:nur |bloß )(?:das |die |den |der |mein |meine |meinen )?(?:motiv|vordergrund|person|personen|menschen|frau|mann|kind|kinder|katze|hund|pferd|tier|tiere|gesicht|blume|blumen|auto|haus)',
    { where: 'subject' },
  ],
  [
    '(?:nicht|weniger) (?:so |zu |ganz so )?(?:stark|kräftig)|(?:viel |etwas |ein wenig )?(?:sanfter|schwächer|weicher|dezenter)',
    { strength: 30 },
  ],
  ['(?:viel |etwas |noch )?(?:stärker|kräftiger)', { strength: 70 }],
  ['kleiner', { size: 512 }],
  ['größer', { size: 1024 }],
];

const FRENCH: readonly Phrase[] = [
  ['(?:gard|conserv)(?:e|er|ez|ant) (?:les|mes|ses) couleurs|(?:avec )?mes couleurs', { keepColours: true }],
  ['sans (?:l |le )?(?:arrière plan|fond)', { where: 'subject' }],
  ['(?:seulement|uniquement|juste|que) (?:l |le )?(?:arrière plan|fond)', { where: 'background' }],
  [
    '(?:seulement|uniquement|juste|que) (?:le |la |les |l |mon |ma |mes )?(?:sujet|premier plan|personne|personnes|femme|homme|enfant|enfants|chat|chien|cheval|animal|visage|fleur|fleurs|voiture|maison)',
    { where: 'subject' },
  ],
  [
    '(?:pas|moins) (?:si |trop |aussi )?(?:forte?|intense)|(?:un peu )?plus (?:doux|douce|légère?|subtile?)',
    { strength: 30 },
  ],
  ['(?:un peu |encore )?plus (?:forte?|intense)', { strength: 70 }],
  ['plus petite?', { size: 512 }],
  ['plus grande?', { size: 1024 }],
];

const SPANISH: readonly Phrase[] = [
  [
    '(?:conserva|conservar|conservando|mantén|mantener|manteniendo|guarda|con) (?:los|mis|sus) colores|mis colores',
    { keepColours: true },
  ],
  ['sin (?:el )?fondo', { where: 'subject' }],
  ['(?:solo|sólo|solamente|únicamente) (?:el )?fondo', { where: 'background' }],
  [
    '(?:solo|sólo|solamente|únicamente) (?:el |la |los |las |mi |mis |al |a la )?(?:sujeto|primer plano|persona|personas|mujer|hombre|niño|niña|niños|gato|gata|perro|perra|caballo|animal|cara|flor|flores|coche|casa)',
    { where: 'subject' },
  ],
  [
    '(?:no|menos) (?:tan |muy |demasiado )?(?:fuerte|intenso|intensa)|(?:un poco )?más (?:suave|sutil)',
    { strength: 30 },
  ],
  ['(?:un poco |mucho )?más (?:fuerte|intenso|intensa)', { strength: 70 }],
  ['más pequeñ[oa]', { size: 512 }],
  ['más grande', { size: 1024 }],
];

/** In the order in which they are read; of two for one option the first counts. */
export const PHRASES: readonly Phrase[] = [...ENGLISH, ...GERMAN, ...FRENCH, ...SPANISH];
