/** Scripts of ours as child processes with a channel: how one is started, and how it behaves towards its parent. */

import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A third of the weight of a normal process (335 of 1024 in Linux's sched_prio_to_weight). */
const NICENESS = 5;

/**
 * The bot answers heartbeats on the same cores. To be called before libraries start threads, which inherit it: on Linux the niceness
 * belongs to a thread. A sandbox that forbids it costs only that politeness.
 */
export function yieldToParent(): void {
  try {
    setPriority(NICENESS);
  } catch {
    return;
  }
}

/**
 * Ctrl-C and service managers signal the whole process group: the parent decides what that means and closes the channel.
 * A parent that was killed closes it too.
 */
export function endWithParent(): void {
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.once('disconnect', () => process.exit());
  if (!process.connected) process.exit(); // it died while this process was starting
}

/**
 * @param argument plain data, handed over as JSON
 * @param env added to the environment of this process, which has the last word
 */
export function forkScript(
  script: URL,
  argument: unknown,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return fork(fileURLToPath(script), [JSON.stringify(argument)], {
    serialization: 'advanced',
    env: { ...env, ...process.env },
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
