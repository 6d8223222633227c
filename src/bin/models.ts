/** `npm run --silent models -- list | pull NETWORK | verify | import FILE --as NETWORK`: see `cli/models/command.ts`, or --help. */
import { runModels } from '../cli/models/command.js';
import { runCommand } from '../cli/run-command.js';

await runCommand(runModels);
