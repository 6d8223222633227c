/** `atelier` in this process, for tests: its words, its exit code, and what it writes. */
import { Readable } from 'node:stream';
import { declareProgram } from '../../src/cli/program.js';
import { type Declare, runCommandLine } from '../../src/cli/run-command.js';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const services = { serve: never, work: never };

async function never(): Promise<void> {
  throw new Error('a test does not start a service in its own process');
}

/** `columns`: stdout is a terminal of that width. */
export async function atelier(
  argv: readonly string[],
  {
    declare = (program, context) => declareProgram(program, context, services),
    stdin = Readable.from([]),
    columns,
  }: { declare?: Declare; stdin?: Readable; columns?: number } = {},
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const writer = (name: keyof typeof said) => ({
    write(words: string | Uint8Array, ...rest: unknown[]) {
      said[name] += String(words);
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    },
  });
  const stdout = { ...writer('stdout'), ...(columns !== undefined && { isTTY: true, columns }) };
  const code = await runCommandLine(declare, argv, { stdin, stdout, stderr: writer('stderr') });
  return { code, ...said };
}
