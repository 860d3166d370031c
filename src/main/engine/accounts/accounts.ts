import type { AccountId, AccountKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import { type AuditChange, appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput } from '../errors.ts';
import { startHold } from '../holds/holds.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { EpochMs } from '../ports.ts';
import { foldName } from './names.ts';
import { tellOfContactChange } from './notices.ts';
import { type AccountRow, accountById, insertAccount, updateContact } from './store.ts';
import { type Account, viewAccount } from './view.ts';

export interface AccountInput {
  readonly id: AccountId;
  readonly kind: AccountKind;
  readonly mainAccountId?: AccountId | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly country?: string | undefined;
  readonly openedAt?: EpochMs | undefined;
}

/**
 * Creates an account or updates its contact data; what the input leaves out stays. Identity, status and factors have their own use-cases
 * and cannot come in here.
 *
 * A new e-mail address or phone number in place of known contact data starts a withdrawal hold (WH-01) and is told
 * to the former ones (SI-05). The first contact data of an
 * account that had none (one that an import made) does not: nobody lost anything they could be reached by.
 *
 * @throws PortcullisError `forbidden`, `invalid_input` when the main account is missing, not wanted or itself a sub-account,
 *   `conflict` when kind or main account differ from what they are, `idempotency_mismatch`
 */
export async function putAccount(engine: Engine, actor: PlatformActor, input: AccountInput, idempotency: Idempotency): Promise<Account> {
  requireScope(actor, 'accounts:write');
  return engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async () => {
      const now = engine.clock.now();
      if (input.openedAt !== undefined && input.openedAt > now) throw invalidInput('openedAt', 'lies in the future');
      const before = await tx.first(accountById, { id: input.id });
      if (before === undefined) await create(tx, engine, actor, input, now);
      else await update(tx, engine, actor, input, before, now);
      return viewAccount(tx, input.id, now);
    }),
  );
}

/**
 * Reads an account's verification status, factors and holds.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function getAccount(engine: Engine, actor: PlatformActor, input: { readonly id: AccountId }): Promise<Account> {
  requireScope(actor, 'accounts:read');
  return engine.store.read((tx) => viewAccount(tx, input.id, engine.clock.now()));
}

async function create(tx: WriteTx, engine: Engine, actor: PlatformActor, input: AccountInput, now: EpochMs): Promise<void> {
  await checkMain(tx, input);
  const { id, kind } = input;
  const row = {
    id,
    kind,
    mainAccountId: input.mainAccountId ?? null,
    name: input.name ?? null,
    nameFolded: input.name === undefined ? null : foldName(input.name),
    email: input.email ?? null,
    phone: input.phone ?? null,
    country: input.country ?? null,
    openedAt: input.openedAt ?? now,
  };
  await tx.run(insertAccount, { ...row, createdAt: now });
  await appendAudit(tx, engine, {
    actor,
    action: 'account.created',
    accountId: id,
    subject: { kind: 'account', id },
    changes: [
      { field: 'kind', old: null, new: kind },
      ...(row.mainAccountId === null ? [] : [{ field: 'mainAccountId', old: null, new: row.mainAccountId }]),
      ...changesOf(null, row),
    ],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'account.created', accountId: id, payload: { accountId: id } });
  announce(tx, engine, { topic: 'account', id, accountId: id, data: { change: 'created' } });
}

async function checkMain(tx: WriteTx, input: AccountInput): Promise<void> {
  if (input.kind === 'main') {
    if (input.mainAccountId !== undefined) throw invalidInput('mainAccountId', 'only a sub-account has one');
    return;
  }
  if (input.mainAccountId === undefined) throw invalidInput('mainAccountId', 'required for a sub-account');
  const main = await tx.first(accountById, { id: input.mainAccountId });
  if (main?.kind !== 'main') throw invalidInput('mainAccountId', 'must name an existing main account');
}

async function update(
  tx: WriteTx,
  engine: Engine,
  actor: PlatformActor,
  input: AccountInput,
  before: AccountRow,
  now: EpochMs,
): Promise<void> {
  const { id } = input;
  if (input.kind !== before.kind || (input.mainAccountId !== undefined && input.mainAccountId !== before.mainAccountId)) {
    throw conflict('An account’s kind and main account never change.', { kind: before.kind, mainAccountId: before.mainAccountId });
  }
  const after = {
    name: input.name ?? before.name,
    email: input.email ?? before.email,
    phone: input.phone ?? before.phone,
    country: input.country ?? before.country,
    openedAt: input.openedAt ?? before.openedAt,
  };
  const changes = changesOf(before, after);
  if (changes.length === 0) return;
  const wasReachable = before.email !== null || before.phone !== null;
  const contactChanged = wasReachable && (after.email !== before.email || after.phone !== before.phone);
  await tx.run(updateContact, {
    id,
    ...after,
    nameFolded: after.name === null ? null : foldName(after.name),
    contactChangedAt: contactChanged ? now : before.contactChangedAt,
    now,
  });
  await appendAudit(tx, engine, { actor, action: 'account.updated', accountId: id, subject: { kind: 'account', id }, changes });
  if (contactChanged) {
    await startHold(tx, engine, { accountId: id, cause: 'contact_changed', actor });
    await tellOfContactChange(tx, engine, id, before);
  }
  const changed = changes.map(({ field }) => field);
  await enqueue(tx, engine, { channel: 'webhook', topic: 'account.updated', accountId: id, payload: { accountId: id, changed } });
  announce(tx, engine, { topic: 'account', id, accountId: id, data: { change: 'updated' } });
}

interface ContactData {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly country: string | null;
  readonly openedAt: EpochMs;
}

/** The audit trail's lines for contact data; whom it belongs to is in the account, so here it is named and not valued. */
function changesOf(before: ContactData | null, after: ContactData): AuditChange[] {
  const personal = (['name', 'email', 'phone'] as const).flatMap((field): AuditChange[] => {
    const old = before?.[field] ?? null;
    if (old === after[field]) return [];
    return [{ field, old: old === null ? null : 'set', new: old === null ? 'set' : 'replaced' }];
  });
  const plain = (['country', 'openedAt'] as const).flatMap((field): AuditChange[] => {
    const old = before?.[field] ?? null;
    return old === after[field] ? [] : [{ field, old, new: after[field] }];
  });
  return [...personal, ...plain];
}
