import type { Consequence } from '../../../../shared/contract/console/consequences.ts';
import type { FactorKind, HoldCause, OperationKind, ResetTarget } from '../../../../shared/vocabulary/index.ts';

type Channel = 'mail' | 'sms';

/** What follows when somebody grants, and what when somebody refuses. */
export interface Foreseen {
  readonly grants: readonly Consequence[];
  readonly refuses: readonly Consequence[];
}

const told = (channels: readonly Channel[]): readonly Consequence[] => [
  { kind: 'customer_told', channels: [...channels] },
  { kind: 'platform_told' },
];

const only = (on: boolean, consequence: Consequence): readonly Consequence[] => (on ? [consequence] : []);

export interface IdentityFacts {
  readonly kind: 'verification' | 'update';
  /** Another person has to approve after this one. */
  readonly needsSecond: boolean;
  readonly hasBound: boolean;
  /** The customer is verified now, so that withdrawals are held. */
  readonly verified: boolean;
  /** The enrolled face is not the one of the new document. */
  readonly faceDiffers: boolean;
  /** The enrolled face was enrolled against the very document that is to be refused. */
  readonly faceRests: boolean;
  readonly holdMs: number;
  readonly channels: readonly Channel[];
}

/** FV-03. Pure. */
export function foreseeIdentity(facts: IdentityFacts): Foreseen {
  return {
    grants: [
      ...only(facts.needsSecond, { kind: 'second_person' }),
      { kind: 'document_bound' },
      ...only(facts.hasBound, { kind: 'document_replaced' }),
      ...only(!facts.verified, { kind: 'identity_verified' }),
      ...only(facts.faceDiffers, { kind: 'face_erased' }),
      ...only(facts.hasBound && facts.verified, { kind: 'hold_started', cause: 'identity_updated', durationMs: facts.holdMs }),
      ...told(facts.channels),
    ],
    refuses: [
      { kind: 'document_refused' },
      ...only(facts.faceRests, { kind: 'face_erased' }),
      ...only(facts.kind === 'verification', { kind: 'identity_rejected' }),
      ...told(facts.channels),
    ],
  };
}

export interface ResetConsequenceFacts {
  readonly needsSecond: boolean;
  readonly delayMs: number;
  readonly targets: readonly { readonly target: ResetTarget; readonly factorIds: readonly string[] }[];
  readonly sessions: number;
  readonly holds: readonly { readonly cause: HoldCause; readonly durationMs: number }[];
  readonly channels: readonly Channel[];
}

const factorOf: Readonly<Record<Exclude<ResetTarget, 'sessions'>, FactorKind>> = {
  trusted_device: 'trusted_device',
  authenticator: 'authenticator',
  passkeys: 'passkey',
};

/** RC-01, RC-05. Pure. */
export function foreseeReset(facts: ResetConsequenceFacts): Foreseen {
  const removed = facts.targets.flatMap(({ target, factorIds }): Consequence[] =>
    target === 'sessions' ? [] : [{ kind: 'factors_removed', factor: factorOf[target], count: factorIds.length }],
  );
  return {
    grants: [
      ...only(facts.needsSecond, { kind: 'second_person' }),
      ...told(facts.channels),
      { kind: 'delay', durationMs: facts.delayMs },
      ...removed,
      { kind: 'sessions_ended', count: facts.sessions },
      ...facts.holds.map((hold): Consequence => ({ kind: 'hold_started', ...hold })),
    ],
    refuses: [{ kind: 'nothing_changes' }, ...told(facts.channels)],
  };
}

/** An operation in review. Pure. */
export const foreseeReview = (operation: OperationKind): Foreseen => ({
  grants: [{ kind: 'operation_authorized', operation }, { kind: 'platform_told' }, { kind: 'labelled', label: 'legitimate' }],
  refuses: [{ kind: 'operation_denied', operation }, { kind: 'platform_told' }, { kind: 'labelled', label: 'fraud' }],
});

/** WH-01, RT-08: a suspicion confirmed keeps the holds that wait for it; dismissed, it ends them. Pure. */
export function foreseeSuspicion(facts: { readonly holds: number; readonly labels: boolean }): Foreseen {
  const { holds, labels } = facts;
  return {
    grants: [
      holds === 0 ? { kind: 'nothing_changes' } : { kind: 'holds_kept', count: holds },
      ...only(labels, { kind: 'labelled', label: 'fraud' }),
    ],
    refuses: [
      holds === 0 ? { kind: 'nothing_changes' } : { kind: 'holds_ended', count: holds },
      ...only(labels, { kind: 'labelled', label: 'legitimate' }),
    ],
  };
}
