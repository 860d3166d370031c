import type { z } from 'zod';
import type { accountSchema } from '../../../shared/contract/platform/index.ts';
import type { AccountId, AccountKind, IdentityStatus } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { notFound } from '../errors.ts';
import { activeHolds } from '../holds/holds.ts';
import type { EpochMs } from '../ports.ts';
import { enrolledKinds } from './enrolled.ts';
import { type AccountRow, accountById, heldFactors } from './store.ts';

/** An account as the platform sees it: what it may rely on, and no contact data, which it has itself. */
export type Account = z.infer<typeof accountSchema>;

/** @throws PortcullisError `not_found` */
export async function loadAccount(tx: ReadTx, id: AccountId): Promise<AccountRow> {
  const account = await tx.first(accountById, { id });
  if (account === undefined) throw notFound('account');
  return account;
}

/** Whose factors and holds count for an account: a sub-account's are those of its main account. */
export const ownerOf = (account: { readonly id: string; readonly mainAccountId: string | null }): string =>
  account.mainAccountId ?? account.id;

/** The account whose factors count for an account; itself, unless it is a sub-account. */
export async function loadOwner(tx: ReadTx, account: AccountRow): Promise<AccountRow> {
  return account.mainAccountId === null ? account : loadAccount(tx, account.mainAccountId as AccountId);
}

/** @throws PortcullisError `not_found` */
export async function viewAccount(tx: ReadTx, id: AccountId, now: EpochMs): Promise<Account> {
  const account = await loadAccount(tx, id);
  const owner = await loadOwner(tx, account);
  const factors = await tx.all(heldFactors, { accountId: owner.id });
  return {
    id,
    kind: account.kind as AccountKind,
    mainAccountId: account.mainAccountId as AccountId | null,
    status: account.status,
    identityStatus: account.identityStatus as IdentityStatus,
    identityLevel: account.identityLevel,
    faceEnrolled: account.faceEnrolledAt !== null,
    factors: enrolledKinds(
      owner,
      factors.filter(({ status }) => status === 'active').map(({ kind }) => kind),
    ),
    holds: await activeHolds(tx, id, owner.id, now),
    createdAt: account.createdAt,
  };
}
