import { createPublicKey } from 'node:crypto';
import { operationInputSchema } from '../../shared/contract/operation.ts';
import { foldName } from '../engine/accounts/names.ts';
import { systemActor } from '../engine/actor.ts';
import { appendAudit } from '../engine/audit/append.ts';
import type { Engine } from '../engine/engine.ts';
import { authenticatorContext } from '../engine/factors/authenticator/method.ts';
import { keyThumbprint } from '../engine/factors/trusted-device/enrol.ts';
import { recordHistory } from '../engine/operations/submit.ts';
import { writeFirstLabel } from '../engine/tuning/labels/label.ts';
import { Counts } from '../engine/tuning/trends/count.ts';
import type { WriteTx } from '../store/store.ts';
import { governWallets } from './governed.ts';
import { liveThroughYesterday } from './recent.ts';
import { historyDays, makeHistory, type PastOperation } from './world/history.ts';
import { demoDeviceKey, demoTotpSecret } from './world/keys.ts';
import { demoPeople, demoSeed, makePeople, type Person } from './world/people.ts';

const DAY = 86_400_000;
const PEOPLE_PER_BATCH = 50;
const OPERATIONS_PER_BATCH = 100;

export interface SeedOptions {
  readonly seed?: string;
  readonly people?: number;
}

/**
 * Fills an empty demo workspace: customers with their devices and factors, two weeks of history decided as of its own time, and yesterday's
 * approvals, holds and reviews carried out by the engine itself. Does nothing where there are accounts already.
 * @returns whether it did anything
 * @throws Error outside demo mode
 */
export async function seedDemo(engine: Engine, { seed = demoSeed, people: count = demoPeople }: SeedOptions = {}): Promise<boolean> {
  if (!engine.demo) throw new Error('Simulated customers belong into a demo workspace only');
  const someAccount = await engine.store.read((tx) => tx.db.selectFrom('accounts').select('id').limit(1).executeTakeFirst());
  if (someAccount !== undefined) return false;
  const now = engine.clock.now();
  const people = makePeople(seed, count);
  // Main accounts first: a sub-account refers to one.
  const inOrder = [...people].sort((a, b) => Number(a.mainAccountId !== null) - Number(b.mainAccountId !== null));
  for (let at = 0; at < inOrder.length; at += PEOPLE_PER_BATCH) {
    const some = inOrder.slice(at, at + PEOPLE_PER_BATCH);
    await engine.store.write((tx) => insertPeople(tx, engine, seed, some, now));
  }
  await governWallets(engine, seed, now);
  const past = makeHistory(seed, people, now);
  for (let at = 0; at < past.length; at += OPERATIONS_PER_BATCH) {
    const some = past.slice(at, at + OPERATIONS_PER_BATCH);
    await engine.store.write((tx) => insertPast(tx, engine, some, now));
  }
  await liveThroughYesterday(engine, seed, people, now);
  await engine.store.write((tx) =>
    appendAudit(tx, engine, {
      actor: systemActor('demo'),
      action: 'demo.seeded',
      subject: { kind: 'workspace', id: 'demo' },
      changes: [
        { field: 'accounts', old: null, new: people.length },
        { field: 'operations', old: null, new: past.length },
      ],
    }),
  );
  return true;
}

/** When what a person uses today was set up: after the account was opened, before the history begins. */
function setUpAt(person: Person, now: number, share: number): number {
  const opened = person.openedDaysAgo * DAY;
  return Math.round(now - historyDays * DAY - (opened - historyDays * DAY) * (1 - share));
}

async function insertPeople(tx: WriteTx, engine: Engine, seed: string, people: readonly Person[], now: number): Promise<void> {
  const accounts = people.map((person) => ({
    id: person.accountId,
    kind: person.mainAccountId === null ? 'main' : 'sub',
    main_account_id: person.mainAccountId,
    status: 'active',
    name: person.name,
    name_folded: foldName(person.name),
    email: person.email,
    phone: person.phone,
    country: person.country.code,
    identity_status: person.identity,
    identity_level: person.identityLevel,
    identity_verified_at: person.identity === 'verified' ? setUpAt(person, now, 0.1) : null,
    face_enrolled_at: person.faceEnrolled ? setUpAt(person, now, 0.12) : null,
    password_changed_at: null,
    factor_changed_at: person.hasAuthenticator ? setUpAt(person, now, 0.5) : null,
    contact_changed_at: null,
    opened_at: now - person.openedDaysAgo * DAY,
    created_at: now - person.openedDaysAgo * DAY,
    updated_at: now - historyDays * DAY,
  }));
  await tx.db.insertInto('accounts').values(accounts).execute();

  const devices = people.flatMap((person) =>
    [person.mobile, person.browser].map((device, index) => ({
      account_id: person.accountId,
      id: device.id,
      client: device.client,
      name: device.name,
      os: device.os,
      app_version: device.appVersion,
      first_seen_at: setUpAt(person, now, 0.05 + index * 0.2),
      last_seen_at: now - (historyDays + 1) * DAY,
      first_login_at: setUpAt(person, now, 0.05 + index * 0.2),
      last_login_at: now - (historyDays + 1) * DAY,
    })),
  );
  await tx.db.insertInto('devices').values(devices).execute();

  const factors = people.flatMap((person) => factorsOf(engine, seed, person, now));
  if (factors.length > 0) await tx.db.insertInto('factors').values(factors).execute();
}

function factorsOf(engine: Engine, seed: string, person: Person, now: number) {
  const factor = (kind: 'authenticator' | 'trusted_device', share: number) => ({
    id: engine.ids.next('factor'),
    account_id: person.accountId,
    kind,
    status: 'active',
    name: null as string | null,
    device_id: null as string | null,
    public_key: null as Uint8Array | null,
    secret_sealed: null as Uint8Array | null,
    data: '{}',
    last_time_step: null,
    created_at: setUpAt(person, now, share),
    activated_at: setUpAt(person, now, share),
    last_used_at: null,
    removed_at: null,
  });
  const factors: ReturnType<typeof factor>[] = [];
  if (person.hasAuthenticator) {
    const made = factor('authenticator', 0.4);
    factors.push({ ...made, secret_sealed: engine.sealer.seal(demoTotpSecret(seed, person.accountId), authenticatorContext(made.id)) });
  }
  if (person.hasTrustedDevice) {
    const { d: _, ...key } = demoDeviceKey(seed, person.accountId);
    factors.push({
      ...factor('trusted_device', 0.5),
      name: person.mobile.name,
      device_id: person.mobile.id,
      public_key: createPublicKey({ key, format: 'jwk' }).export({ format: 'der', type: 'spki' }),
      data: JSON.stringify({ thumbprint: keyThumbprint(key) }),
    });
  }
  return factors;
}

async function insertPast(tx: WriteTx, engine: Engine, past: readonly PastOperation[], now: number): Promise<void> {
  let rowTime = 0;
  const counts = new Counts();
  const historic: Engine = { ...engine, clock: { now: () => rowTime } };
  for (const { at, input, label } of past) {
    rowTime = at;
    const { id } = await recordHistory(tx, historic, operationInputSchema.parse(input), counts);
    if (label === null) continue;
    const knownAt = Math.min(now, at + 2 * DAY);
    await writeFirstLabel(tx, { operationId: id, label, source: 'platform', knownAt, actor: systemActor('demo') }, now);
  }
  await counts.write(tx);
}
