/** `npm run --silent stylize -- PHOTO --style PRESET_OR_FILE --out FILE`: see `cli/stylize/arguments.ts`, or --help. */
import { runCommand } from '../cli/run-command.js';
import { runCli } from '../cli/stylize/command.js';

await runCommand(runCli);
