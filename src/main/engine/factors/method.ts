import type { z } from 'zod';
import type { authenticationResponseSchema, requestOptionsSchema } from '../../../shared/contract/customer/passkeys.ts';
import type { FaceRefusal, FactorKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import type { StoredOperation } from '../operations/store.ts';
import type { InitiatorPrompt } from '../verification/ask.ts';
import type { FaceChallengeView } from './face/enrol.ts';
import type { FrameInput } from './face/frames.ts';

/** The step whose turn it is, with whose it is. */
export interface StepInHand {
  readonly operation: StoredOperation;
  /** The main account, whose factors protect it. */
  readonly ownerId: string;
  /** The session that completes it. */
  readonly sessionId: string;
  readonly position: number;
  readonly attempts: number;
  readonly startedAt: number | null;
  /** What `begin` left for `complete`; JSON. */
  readonly data: string;
}

export interface Begun {
  readonly prompt: InitiatorPrompt | null;
  /** Where a code went, masked. */
  readonly sentTo: string | null;
  /** What `navigator.credentials.get` takes, for a passkey's step. */
  readonly passkey?: z.output<typeof requestOptionsSchema>;
  /** What to do before the camera, for a face's step. */
  readonly face?: FaceChallengeView;
  /** To be kept for `complete`; JSON. */
  readonly data: string;
}

/** What a client hands in to complete a step; each method reads the part that is its own. */
export interface Proof {
  readonly code?: string | undefined;
  readonly passkey?: z.output<typeof authenticationResponseSchema> | undefined;
  readonly face?: { readonly frames: readonly FrameInput[] } | undefined;
}

/** A wrong proof that the customer can be told how to mend, as codes. */
export interface Refused {
  readonly refused: readonly FaceRefusal[];
}

/** One way to complete a step. What passed is recorded by the caller; a method only judges. */
export interface StepMethod {
  readonly kind: FactorKind;
  /** @throws PortcullisError `rate_limited`, `step_refused` */
  begin(tx: WriteTx, engine: Engine, actor: CustomerActor, step: StepInHand): Promise<Begun>;
  /**
   * The part of judging that must not happen inside a transaction, because it is slow or asynchronous.
   * @returns what `accept` needs of it; null for a proof that is wrong.
   */
  verify?(engine: Engine, step: StepInHand, proof: Proof): Promise<NonNullable<unknown> | null>;
  /**
   * Accepts the proof in the transaction that passes the step: whatever is single use is used up here, by a compare-and-set.
   * @param verified what `verify` returned, for a method that has one.
   * @returns the factor that proved it; null or what to mend for a wrong proof. @throws PortcullisError `step_refused`, `expired`
   */
  accept(
    tx: WriteTx,
    engine: Engine,
    step: StepInHand,
    proof: Proof,
    verified: unknown,
  ): Promise<{ readonly factorId: string | null } | Refused | null>;
}
