/** English, the source: what is said, under which key. The other languages have the same keys (translation.ts). */
import { amounts } from './amounts.js';
import { answers } from './answers.js';
import { buttons } from './buttons.js';
import { commands } from './commands.js';
import { messages } from './messages.js';
import { options } from './options.js';

export const en = { amounts, answers, buttons, commands, messages, options } as const;

export type Catalogue = typeof en;
