/** How much is logged. Apart from `logger.ts`, so that the settings do not load a logger. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
