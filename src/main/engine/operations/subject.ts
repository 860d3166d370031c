import type { Hold, OperationInput } from '../../../shared/contract/operation.ts';
import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { enrolledKinds } from '../accounts/enrolled.ts';
import { passkeyToRemove } from '../factors/passkey/rules.ts';
import { enrolledFactors } from '../factors/store.ts';
import { activeHolds } from '../holds/holds.ts';
import { type Profile, parseProfile } from '../risk/profile.ts';
import { accountForDecision } from './store.ts';

export interface TrustedDevice {
  readonly factorId: string;
  readonly deviceId: string;
  readonly activatedAt: number;
  readonly suspended: boolean;
}

/** Whom a decision is about: the account with what protects it. A sub-account is protected by its main account's factors. */
export interface Subject {
  readonly ownerId: string;
  /** The owner's identity is verified (KYC); a sub-account stands on its main account's. */
  readonly verified: boolean;
  readonly account: {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly country: string | null;
    readonly identityStatus: string;
    readonly identityLevel: number;
    readonly openedAt: number;
    readonly passwordChangedAt: number | null;
    readonly factorChangedAt: number | null;
    readonly contactChangedAt: number | null;
  };
  readonly profile: Profile;
  /** What the log-ins so far looked like, as it is stored: read only where the log-in model is asked. */
  readonly logins: string | null;
  readonly device: { readonly firstLoginAt: number | null; readonly lastLoginAt: number | null } | null;
  readonly holds: readonly Hold[];
  readonly trustedDevice: TrustedDevice | null;
  /** The owner made passkeys mandatory (MP-01). */
  readonly mandatoryPasskey: boolean;
  /** Ids of the passkeys in use. */
  readonly passkeys: readonly string[];
  readonly enrolled: ReadonlySet<FactorKind>;
  /** Enrolled methods that a risk-chosen step can use. */
  readonly runnable: ReadonlySet<FactorKind>;
}

/** Reads everything about an account that a decision needs; undefined when there is no such account. */
export async function loadSubject(tx: ReadTx, accountId: string, deviceId: string | null, now: number): Promise<Subject | undefined> {
  const account = await tx.first(accountForDecision, { id: accountId, deviceId });
  if (account === undefined) return undefined;
  const ownerId = account.mainAccountId ?? account.id;
  const owner = ownerId === account.id ? account : await tx.first(accountForDecision, { id: ownerId, deviceId: null });
  const held = account.hasHolds || (owner?.hasHolds ?? false);
  const [factors, holds] = await Promise.all([
    (owner ?? account).hasFactors ? tx.all(enrolledFactors, { accountId: ownerId }) : [],
    held ? activeHolds(tx, accountId, ownerId, now) : [],
  ]);
  const trusted = factors.find((factor) => factor.kind === 'trusted_device');
  const enrolled = new Set(
    enrolledKinds(
      owner ?? account,
      factors.filter((factor) => factor.status === 'active').map((factor) => factor.kind),
    ),
  );
  // A platform can say that it enrolled a face; the engine can ask only for one that it knows itself.
  const knowsFace = factors.some(({ kind, status }) => kind === 'face' && status === 'active');
  return {
    ownerId,
    verified: (owner ?? account).identityStatus === 'verified',
    account: { ...account, status: owner?.status === 'frozen' ? 'frozen' : account.status },
    profile: parseProfile(account.profile ?? undefined),
    logins: account.logins,
    // Only a device that was seen before has a row, and only then the moment when.
    device:
      account.deviceFirstSeenAt === null ? null : { firstLoginAt: account.deviceFirstLoginAt, lastLoginAt: account.deviceLastLoginAt },
    holds,
    trustedDevice:
      trusted === undefined || trusted.deviceId === null
        ? null
        : {
            factorId: trusted.id,
            deviceId: trusted.deviceId,
            activatedAt: trusted.activatedAt ?? now,
            suspended: trusted.status === 'suspended',
          },
    mandatoryPasskey: (owner ?? account).mandatoryPasskeyAt !== null,
    passkeys: factors.filter(({ kind, status }) => kind === 'passkey' && status === 'active').map(({ id }) => id),
    enrolled,
    runnable: new Set([...enrolled].filter((kind) => kind !== 'trusted_device' && (kind !== 'face' || knowsFace))),
  };
}

/** Methods that may confirm this operation; a passkey is not one of them when the operation removes the only one (PK-07). */
export function usableMethods(input: OperationInput, { runnable, passkeys }: Subject): Subject['runnable'] {
  const going = passkeyToRemove(input.kind, input.details);
  if (going === null || passkeys.some((id) => id !== going)) return runnable;
  return new Set([...runnable].filter((kind) => kind !== 'passkey'));
}
