/** The arguments of `atelier jobs`. */
import type { Command } from 'commander';
import { MOST_LISTED } from '../../observability/admin-routes.js';
import { addExamples, wrong } from '../usage.js';

export type JobsArguments = { json: boolean } & (
  | { action: 'list'; most: number }
  | { action: 'show' | 'cancel' | 'retry'; id: string }
);

const DEFAULT_MOST = '50';

export function declareJobs(program: Command, act: (args: JobsArguments) => Promise<void>): void {
  const jobs = program
    .command('jobs')
    .helpCommand(false)
    .usage('COMMAND [options]')
    .summary('see, cancel or retry jobs of the bot')
    .description('Jobs of the bot that runs on DATA_DIR. While none runs, those on the disk can be seen.');
  addExamples(jobs, 'atelier jobs list', 'atelier jobs cancel 5f0c2f6e');
  jobs
    .command('list')
    .description('Those that have not ended, oldest first, then the latest that have.')
    .option('--most <number>', `how many at most (an integer from 1 to ${MOST_LISTED})`, DEFAULT_MOST)
    .option('--json', 'print the jobs as they are stored')
    .action(({ most, json = false }: { most: string; json?: boolean }) =>
      act({ action: 'list', most: readMost(most), json }),
    );
  const one = {
    show: 'Everything about one job.',
    cancel: 'Ends a job that waits or runs.',
    retry: 'Puts a job that has failed or was cancelled in line again.',
  };
  for (const [action, description] of Object.entries(one) as [keyof typeof one, string][]) {
    jobs
      .command(action)
      .description(description)
      .argument('<id>', 'as atelier jobs list shows it, or its beginning')
      .option('--json', 'print the job as it is stored')
      .action((id: string, { json = false }: { json?: boolean }) => act({ action, id, json }));
  }
}

function readMost(text: string): number {
  const most = Number(text);
  if (Number.isInteger(most) && most >= 1 && most <= MOST_LISTED) return most;
  throw wrong(`--most must be an integer from 1 to ${MOST_LISTED}`);
}
