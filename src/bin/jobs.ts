/** `npm run --silent jobs -- list | show ID | cancel ID | retry ID`: see `cli/jobs/command.ts`, or --help. */
import { runJobs } from '../cli/jobs/command.js';
import { runCommand } from '../cli/run-command.js';

await runCommand(runJobs);
