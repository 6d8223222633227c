/** All texts of the language. */
import type { Translation } from '../translation.js';
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

export const es: Translation = {
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
};
