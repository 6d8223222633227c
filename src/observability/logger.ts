/**
 * The log: a JSON object a line on stderr, in words and colours when stderr is a terminal. stdout keeps to the one line with
 * the address. Lines are written at once, so that a crash loses none.
 */
import { type Level, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { withoutBytes, withoutSecrets } from './redaction.js';

export type { Logger };

const STDERR = 2;

/** `secrets` are taken out wherever they turn up; what looks like one is as well. */
export function createLog(level: Level, secrets: readonly string[]): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => error }, // `withoutBytes` has made it plain
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => withoutBytes(fields) as Record<string, unknown>,
    },
    hooks: { streamWrite: (line: string) => withoutSecrets(line, secrets) },
  };
  const stream = process.stderr.isTTY
    ? pretty({ destination: STDERR, sync: true, translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: STDERR, sync: true });
  return pino(options, stream);
}
