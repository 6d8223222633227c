/** `npm run --silent jobs -- list | show ID | cancel ID | retry ID`: see `ops/jobs-command.ts`, or --help. */
import { runJobs } from './ops/jobs-command.js';

process.exitCode = await runJobs(process.argv.slice(2));
