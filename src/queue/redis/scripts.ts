/**
 * The steps that must happen wholly or not at all: Lua scripts, one a file in lua/, whose heads say what goes in and comes out.
 * Each can be sent again when its answer was lost. Every key that a script touches is declared to Redis.
 */
import { readFileSync } from 'node:fs';

/** Keys of the whole queue, in the order in which lua/common.lua names them. */
export const QUEUE_KEYS = [
  'waiting',
  'reserved',
  'running',
  'ends',
  'turns',
  'of-user',
  'of-community',
  'ended',
  'runs',
  'workers',
  'version',
  'arrivals',
] as const;

/** Keys of one job after those of the queue: its hash, its bot's open jobs, its member's active ones and those of a day. */
const JOB_KEYS = 4;

/** How many keys each script is given besides the queue's. */
const SCRIPTS = {
  reserve: JOB_KEYS,
  release: JOB_KEYS,
  discard: JOB_KEYS,
  snapshot: 0,
  take: JOB_KEYS,
  abandon: JOB_KEYS,
  absolve: JOB_KEYS,
  'publish-event': JOB_KEYS,
  checkpoint: JOB_KEYS,
  end: JOB_KEYS + 1,
  'give-back': JOB_KEYS,
  cancel: JOB_KEYS,
  retry: JOB_KEYS,
  alive: 0,
} as const;

export type ScriptName = keyof typeof SCRIPTS;

export interface Script {
  name: ScriptName;
  lua: string;
  numberOfKeys: number;
}

const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

/** All scripts, to be defined as commands of a connection. */
export function loadScripts(): Script[] {
  const common = read('common');
  return Object.entries(SCRIPTS).map(([name, own]) => ({
    name: name as ScriptName,
    lua: `${common}\n${read(name)}`,
    numberOfKeys: QUEUE_KEYS.length + own,
  }));
}
