import type { CustomerActor, PlatformActor } from '../engine/actor.ts';
import type { Engine } from '../engine/engine.ts';
import type { IdempotentRequest } from './idempotency.ts';
import type { OpenStreams } from './stream.ts';

/** What a procedure of the platform or customer API knows besides its input. */
export interface CallContext<A> {
  readonly engine: Engine;
  readonly actor: A;
  readonly request: IdempotentRequest;
  /** Aborts when the server stops, so that whoever waits is let go at once. */
  readonly stopping: AbortSignal;
}

export interface PlatformContext extends CallContext<PlatformActor> {
  /** Told of every decision that was answered, for the metrics. */
  readonly onDecision: (outcome: string, kind: string) => void;
}

export interface CustomerContext extends CallContext<CustomerActor> {
  /** Who the session that opened a stream is of by now; null when it has ended. */
  readonly now: () => Promise<CustomerActor | null>;
  /** The event streams of this server's customers. */
  readonly streams: OpenStreams;
}

/** Aborts when the caller has gone or the server stops. */
export function until(signal: AbortSignal | undefined, context: { readonly stopping: AbortSignal }): AbortSignal {
  return signal === undefined ? context.stopping : AbortSignal.any([signal, context.stopping]);
}
