/** The command `atelier`: see `cli/program.ts`, or --help. */
import { declareProgram } from '../cli/program.js';
import { runCommand } from '../cli/run-command.js';

const services = {
  serve: async () => void (await import('./bot.js')),
  work: async () => void (await import('./worker.js')),
};

await runCommand((program, context) => declareProgram(program, context, services));
