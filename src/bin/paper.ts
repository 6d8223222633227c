/** `npm run --silent paper -- PHOTO STYLE`: see `cli/paper/command.ts`, or --help. */
import { runPaper } from '../cli/paper/command.js';
import { runCommand } from '../cli/run-command.js';

await runCommand(runPaper);
