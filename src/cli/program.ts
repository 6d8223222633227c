/** The command `atelier` with all that it can do. Each action is loaded when it is asked for: help and completion are there at once. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { declareCompletion } from './completion/arguments.js';
import { declareJobs } from './jobs/arguments.js';
import { declareModels } from './models/arguments.js';
import { declarePaper } from './paper/arguments.js';
import type { CliContext } from './run-command.js';
import { declareSheet } from './sheet/arguments.js';
import { declareStyles } from './styles/arguments.js';
import { declareStylize } from './stylize/arguments.js';
import { addExamples } from './usage.js';

/** What runs until it is stopped; `bin/atelier.ts` says how. */
export interface Services {
  serve(): Promise<void>;
  work(): Promise<void>;
}

export function declareProgram(program: Command, context: CliContext, { serve, work }: Services): void {
  program
    .description('Paints a photo in the style of a picture: in Discord, in Slack, in the browser, and here.')
    .usage('COMMAND [options]')
    .version(versionOf(), '--version', 'show the version');
  addExamples(program, 'atelier stylize cat.jpg -s starry-night', 'atelier sheet cat.jpg', 'atelier serve');

  program.commandsGroup('Paint:');
  declareStylize(program, async (args) => (await import('./stylize/command.js')).stylize(args, context));
  declareStyles(program, async (args) => (await import('./styles/command.js')).listStyles(args, context));
  declareSheet(program, async (args) => (await import('./sheet/command.js')).makeSheet(args, context));
  declarePaper(program, async (args) => (await import('./paper/command.js')).paintPaper(args, context));

  program.commandsGroup('Run the bot:');
  program
    .command('serve')
    .summary('start the bot: web chat, Discord and Slack')
    .description(
      'Starts the bot: the web chat on this machine, and Discord and Slack where their tokens are set. Settings are environment variables; docs/reference/settings.md lists them.',
    )
    .action(serve);
  program
    .command('worker')
    .summary('paint what bots on other machines take')
    .description(
      'Runs the jobs that bots put into the Redis of REDIS_URL. docs/how-to/operations.md tells how.',
    )
    .action(work);
  declareJobs(program, async (args) => (await import('./jobs/command.js')).runJobs(args, context));
  declareModels(program, async (args) => (await import('./models/command.js')).runModels(args, context));

  program.commandsGroup('Other:');
  declareCompletion(program, context);
}

function versionOf(): string {
  // Two levels above both src/cli/ and dist/cli/.
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
