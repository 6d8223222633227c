/** English, the source: what is said, under which key. The other languages have the same keys (translation.ts). */
import { amounts } from './amounts.js';
import { answers } from './answers.js';
import { buttons } from './buttons.js';
import { cards } from './cards.js';
import { commands } from './commands.js';
import { community } from './community.js';
import { discord } from './discord.js';
import { messages } from './messages.js';
import { options } from './options.js';
import { page } from './page.js';
import { pictures } from './pictures.js';
import { refusals } from './refusals.js';
import { slack } from './slack.js';

export const en = {
  amounts,
  answers,
  buttons,
  cards,
  commands,
  community,
  discord,
  messages,
  options,
  page,
  pictures,
  refusals,
  slack,
} as const;

export type Catalogue = typeof en;
