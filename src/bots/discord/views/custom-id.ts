/**
 * What a button, a menu or a modal carries: `verb:argument`. It needs no memory, so that a button still works after a restart. At most
 * 100 characters (discord-api-docs, developers/components/reference, "Custom ID").
 */
import { ACTIONS, type Action, DIALOGS, type Dialog } from '../../chat-adapter.js';

/** What there is besides the actions and dialogs of a job's message. */
const OWN_VERBS = [
  // The menu of a finished picture: its options are actions.
  'menu',
  // The gallery: a page of it, and a style to paint with.
  'styles',
  'style',
  // The picture of a message or an avatar, by the key under which it is stored.
  'picked',
  // A refused request, by the key under which it is kept: its button, and the dialog filled in.
  'correct',
  // /jobs: a finished picture again.
  'show',
  // /atelier settings: a menu that is saved at once, and a modal.
  'set',
  'ask',
] as const;

export type Verb = Action | Dialog | (typeof OWN_VERBS)[number];

const VERBS: readonly string[] = [...ACTIONS, ...DIALOGS, ...OWN_VERBS];

const MOST_CHARACTERS = 100;

export function customId(verb: Verb, argument = ''): string {
  return `${verb}:${argument}`.slice(0, MOST_CHARACTERS);
}

/** Undefined for what no version of this program knows. */
export function readCustomId(id: string): { verb: Verb; argument: string } | undefined {
  const at = id.indexOf(':');
  const verb = id.slice(0, at);
  return VERBS.includes(verb) ? { verb: verb as Verb, argument: id.slice(at + 1) } : undefined;
}

export function isAction(verb: string): verb is Action {
  return (ACTIONS as readonly string[]).includes(verb);
}
