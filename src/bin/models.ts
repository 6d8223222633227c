/** `npm run --silent models -- list | pull NETWORK | verify | import FILE --as NETWORK`: see `models/command.ts`, or --help. */
import { runModels } from '../cli/models/command.js';

process.exitCode = await runModels(process.argv.slice(2));
