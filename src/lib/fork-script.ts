/** Starts a script of ours as a child process with a channel; its only argument is JSON. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export function forkScript(script: URL, argument: unknown): ChildProcess {
  return fork(fileURLToPath(script), [JSON.stringify(argument)], {
    serialization: 'advanced',
    execArgv: nodeFlags(script),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** A script beside the module of this address, TypeScript where that is (tests, tsx). */
export function scriptBeside(module: string, name: string): URL {
  return new URL(`./${name}${module.endsWith('.ts') ? '.ts' : '.js'}`, module);
}

/** Node's flags for a script: TypeScript sources need tsx's loader, built files nothing. */
function nodeFlags(script: URL): string[] {
  if (!script.pathname.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}
