import { type AccountInput, putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import type { Account } from '../../../src/main/engine/accounts/view.ts';
import type { PlatformActor, StaffActor } from '../../../src/main/engine/actor.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import type { Idempotency } from '../../../src/main/engine/integration/idempotency.ts';
import { insertOperation } from '../../../src/main/engine/operations/store.ts';
import { composeMessage, type Message } from '../../../src/main/engine/outbox/messages.ts';
import { createSession, type Session, type SessionInput } from '../../../src/main/engine/sessions/sessions.ts';
import {
  type AccountId,
  type DeviceId,
  type OperationId,
  type OperationStatus,
  type PlatformKeyId,
  type Role,
  type Scope,
  type StaffId,
  type StaffSessionId,
  scopes,
} from '../../../src/shared/vocabulary/index.ts';

export const account = (id: string): AccountId => id as AccountId;
export const device = (id: string): DeviceId => id as DeviceId;

/** A platform server with every scope, or with some. */
export const server = (keyId = 'pk_first', only: readonly Scope[] = scopes): PlatformActor => ({
  kind: 'platform',
  keyId: keyId as PlatformKeyId,
  scopes: only,
  address: '203.0.113.7',
});

export const staff = (role: Role): StaffActor => ({
  kind: 'staff',
  staffId: `staff_${role}` as StaffId,
  sessionId: `ss_${role}` as StaffSessionId,
  role,
  address: '198.51.100.4',
});

let calls = 0;

/** A call that nobody made before; its hash stands for its content. */
export function once(requestHash = 'hash'): Idempotency {
  calls += 1;
  return { key: `call-${calls}`, requestHash };
}

/** Creates a main account, or changes it. */
export function put(engine: Engine, id: string, rest: Partial<Omit<AccountInput, 'id'>> = {}): Promise<Account> {
  return putAccount(engine, server(), { kind: 'main', ...rest, id: account(id) }, once());
}

export function openSession(
  engine: Engine,
  id: string,
  rest: Partial<Omit<SessionInput, 'id'>> = {},
): Promise<{ session: Session; token: string }> {
  return createSession(engine, server(), { client: 'ios', deviceId: device('phone-1'), ...rest, id: account(id) }, once());
}

/** Puts an operation into the store as a decision would leave it. */
export async function operation(
  engine: Engine,
  accountId: string,
  rest: { readonly kind?: string; readonly status?: OperationStatus; readonly deviceId?: string; readonly client?: string } = {},
): Promise<OperationId> {
  const id = engine.ids.next('operation') as OperationId;
  const now = engine.clock.now();
  const status = rest.status ?? 'authorized';
  await engine.store.write((tx) =>
    tx.run(insertOperation, {
      id,
      accountId,
      kind: rest.kind ?? 'login',
      status,
      client: rest.client ?? 'ios',
      deviceId: rest.deviceId ?? 'phone-1',
      sessionId: null,
      address: null,
      addressKey: null,
      network: null,
      country: null,
      asn: null,
      userAgent: null,
      amount: null,
      asset: null,
      assetNetwork: null,
      destination: null,
      destinationKey: null,
      valueCents: null,
      credentialResult: 'accepted',
      details: '{}',
      canonicalText: 'log-in',
      canonicalHash: '0'.repeat(64),
      source: 'platform',
      createdAt: now,
      expiresAt: now + engine.settings.get('operation.ttl'),
      authorizedAt: status === 'authorized' ? now : null,
      finishedAt: null,
      finishReason: null,
    }),
  );
  return id;
}

/** Gives an account a factor as enrolment would leave it. @returns its id */
export async function enrol(engine: Engine, accountId: string, kind: string, deviceId: string | null = null): Promise<string> {
  const id = engine.ids.next('factor');
  const now = engine.clock.now();
  await engine.store.write((tx) =>
    tx.db
      .insertInto('factors')
      .values({
        id,
        account_id: accountId,
        kind,
        status: 'active',
        name: 'My phone',
        device_id: deviceId,
        data: '{}',
        created_at: now,
        activated_at: now,
      })
      .execute(),
  );
  return id;
}

/** What stands in the audit trail about an account, oldest first. */
export async function auditOf(
  engine: Engine,
  accountId: string,
): Promise<{ action: string; reason: string | null; changes: unknown; actor: string }[]> {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('audit')
      .select(['action', 'reason', 'changes', 'actor_id as actor'])
      .where('account_id', '=', accountId)
      .orderBy('chain')
      .orderBy('seq')
      .execute(),
  );
  return rows.map((row) => ({ ...row, changes: JSON.parse(row.changes) as unknown }));
}

/** The webhooks that wait to go out, oldest first. */
export async function webhooks(engine: Engine): Promise<{ topic: string; payload: unknown }[]> {
  const rows = await engine.store.read((tx) =>
    tx.db.selectFrom('outbox').select(['topic', 'payload']).where('channel', '=', 'webhook').orderBy('id').execute(),
  );
  return rows.map(({ topic, payload }) => ({ topic, payload: JSON.parse(payload) as unknown }));
}

/** The mails and SMS that wait to go out, as they will read, oldest first. */
export async function messages(engine: Engine): Promise<(Message & { channel: string })[]> {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['channel', 'topic', 'payload', 'created_at as createdAt'])
      .where('channel', '!=', 'webhook')
      .orderBy('id')
      .execute(),
  );
  return rows.map((row) => ({ channel: row.channel, ...composeMessage(engine, row) }));
}

export const accountRow = (engine: Engine, id: string) =>
  engine.store.read((tx) => tx.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
