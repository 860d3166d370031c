import { type Logger, pino } from 'pino';
import type { Log } from '../engine/engine.ts';

/** Names under which secrets and personal data travel; whatever logs an object that holds one, it does not reach the log. */
const secretNames = [
  'authorization',
  'cookie',
  'token',
  'secret',
  'password',
  'code',
  'totpSecret',
  'totpUri',
  'link',
  'number',
  'email',
  'phone',
  'to',
  'idempotency-key',
] as const;

const places = (name: string): string[] => {
  const key = name.includes('-') ? `["${name}"]` : name;
  const dotted = name.includes('-') ? key : `.${key}`;
  return [key, `*${dotted}`, `*.*${dotted}`, `req.headers${name.includes('-') ? key : dotted}`];
};

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): void } | undefined;
}

/** Structured logs, one JSON object a line, secrets struck out. */
export function createLogger({ level, destination }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretNames.flatMap(places), censor: '[redacted]' },
    serializers: { err: withoutData },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error's kind, words and way, but not the values that libraries hang on it, which may quote a request. */
function withoutData(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  const cause = error.cause === undefined ? {} : { cause: withoutData(error.cause) };
  return { type: error.name, message: error.message, ...(typeof code === 'string' ? { reason: code } : {}), stack: error.stack, ...cause };
}

/** The engine's thin view of a logger. */
export const toLog = (logger: Logger): Log => ({
  info: (fields, message) => logger.info(fields, message),
  warn: (fields, message) => logger.warn(fields, message),
  error: (fields, message) => logger.error(fields, message),
});
