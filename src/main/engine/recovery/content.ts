import { hash } from 'node:crypto';
import { type EvidenceItem, evidenceItems, type ResetTarget, resetTargets } from '../../../shared/vocabulary/index.ts';
import { PortcullisError } from '../errors.ts';

/** What one target of a reset means: exactly these factors and none that the customer enrols later. */
export interface TargetContent {
  readonly target: ResetTarget;
  readonly factorIds: readonly string[];
}

export interface EvidenceAnswer {
  readonly answer: 'yes' | 'no';
  readonly note: string | null;
  /** The member of staff. */
  readonly by: string;
}

export type Evidence = Readonly<Partial<Record<EvidenceItem, EvidenceAnswer>>>;

/** Everything an approval is given for. */
export interface ResetContent {
  readonly id: string;
  readonly accountId: string;
  readonly revision: number;
  readonly targets: readonly TargetContent[];
  readonly reason: string;
  readonly evidence: Evidence;
}

/** RC-04: what an approval is bound to. The revision is in it, so that an edit there and back voids as well. */
export function contentHash({ id, accountId, revision, targets, reason, evidence }: ResetContent): string {
  const answers = evidenceItems.map((item) => {
    const given = evidence[item];
    return given === undefined ? [item] : [item, given.answer, given.note, given.by];
  });
  const parts = targets.map(({ target, factorIds }) => [target, ...factorIds]);
  return hash('sha256', JSON.stringify(['portcullis-device-reset-v1', id, accountId, revision, parts, reason, answers]), 'hex');
}

const kindOf = { trusted_device: 'trusted_device', authenticator: 'authenticator', passkeys: 'passkey' } as const satisfies Record<
  Exclude<ResetTarget, 'sessions'>,
  string
>;

/**
 * Binds a wish to the factors that it means now. What the customer does not have is left out; sessions go with whatever else goes (RC-05).
 * Pure.
 * @param enrolled factors that are active or suspended.
 * @param passkeyIds the passkeys that are meant; all by default.
 * @throws PortcullisError `step_refused` when nothing is left to reset, or a passkey is not this customer's
 */
export function bindTargets(
  wished: readonly ResetTarget[],
  enrolled: readonly { readonly id: string; readonly kind: string }[],
  passkeyIds?: readonly string[],
): TargetContent[] {
  const bound = resetTargets.flatMap((target): TargetContent[] => {
    if (target === 'sessions') return [{ target, factorIds: [] }];
    if (!wished.includes(target)) return [];
    const have = enrolled.filter(({ kind }) => kind === kindOf[target]).map(({ id }) => id);
    const meant = target === 'passkeys' && passkeyIds !== undefined ? have.filter((id) => passkeyIds.includes(id)) : have;
    return meant.length === 0 ? [] : [{ target, factorIds: meant.sort() }];
  });
  const strangers = passkeyIds?.filter((id) => !enrolled.some((factor) => factor.id === id && factor.kind === 'passkey')) ?? [];
  if (strangers.length > 0) {
    throw new PortcullisError('step_refused', 'One of these passkeys is not the customer’s.', { reason: 'unknown_passkey' });
  }
  if (bound.length === 1 && !wished.includes('sessions')) {
    throw new PortcullisError('step_refused', 'None of this is enrolled; there is nothing to reset.', { reason: 'nothing_to_reset' });
  }
  return bound;
}
