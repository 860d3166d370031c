import type { ErrorCode, FieldIssue } from '../../shared/vocabulary/index.ts';

export interface ErrorData {
  /** What could not be accepted, each with the path to its field (`destination.address`). */
  readonly issues?: readonly FieldIssue[];
  /** The state that won, for a conflict; the loser can show it without another call. */
  readonly current?: Readonly<Record<string, unknown>>;
  /** Milliseconds until a rate-limited or locked caller may try again. */
  readonly retryAfterMs?: number;
  /** Every prerequisite that is missing, in the order in which to mend them (TD-02). */
  readonly missing?: readonly { readonly code: string; readonly step: string }[];
  /** A code that a client can map to guidance of its own. */
  readonly reason?: string;
}

/**
 * An expected refusal. It crosses every wire as a value: the code for programs, the message for people, the data for clients.
 * A message never holds personal data or secrets.
 */
export class PortcullisError extends Error {
  override readonly name = 'PortcullisError';
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, data: ErrorData = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const notFound = (what: string): PortcullisError => new PortcullisError('not_found', `No such ${what}.`);

export const forbidden = (what: string): PortcullisError => new PortcullisError('forbidden', `Not allowed: ${what}.`);

export const conflict = (message: string, current: Readonly<Record<string, unknown>>): PortcullisError =>
  new PortcullisError('conflict', message, { current });

export const invalidInput = (path: string, message: string): PortcullisError =>
  new PortcullisError('invalid_input', `${path}: ${message}`, { issues: [{ path, message }] });
