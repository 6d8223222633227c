/** `npm run --silent stylize -- PHOTO --style PRESET_OR_FILE --out FILE`: see `cli/stylize/arguments.ts`, or --help. */
import { runCli } from '../cli/stylize/command.js';

// A reader that has seen enough (`--help | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2));
