import type { FactorKind } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { tellOnChannels } from '../../accounts/notices.ts';
import { systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { forgetInBatches } from '../../forget.ts';
import { isSilent } from '../../new-device/recency.ts';
import { deviceForDecision, type StoredOperation } from '../../operations/store.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import {
  confirmSends,
  contactOf,
  countFailure,
  deleteSends,
  forgetAllFailures,
  forgetFailures,
  insertSend,
  lockItem,
  locksOf,
  sendsOfAccount,
  sendsTo,
} from './store.ts';

/** The security items that are proven by a code. */
export const codeItems = ['email_code', 'phone_code', 'authenticator'] as const satisfies readonly FactorKind[];
export type CodeItem = (typeof codeItems)[number];

const isCodeItem = (factor: FactorKind): factor is CodeItem => (codeItems as readonly FactorKind[]).includes(factor);

/**
 * Whose guesses are counted together: each known device by itself, everything else as one (empty). A stranger with the password can
 * therefore lock an item for new devices only, and its owner goes on where they are known; no number of new devices gets a stranger more
 * guesses.
 */
export type Source = string;

const UNPROVEN: Source = '';
/** Doublings of the pause between codes at which it stays. */
const MOST_DOUBLINGS = 4;

/** Where an operation starts, for counting. */
export async function sourceOf(
  tx: ReadTx,
  engine: Pick<Engine, 'settings' | 'clock'>,
  operation: Pick<StoredOperation, 'account_id' | 'device_id'>,
): Promise<Source> {
  if (operation.device_id === null) return UNPROVEN;
  const device = await tx.first(deviceForDecision, { accountId: operation.account_id, id: operation.device_id });
  return isSilent(engine, device?.lastLoginAt ?? null, engine.clock.now()) ? UNPROVEN : operation.device_id;
}

/** Which of some methods are locked at a place. @param device the known device, or null for any other */
export async function lockedItems(
  tx: ReadTx,
  ownerId: string,
  device: string | null,
  factors: readonly FactorKind[],
): Promise<ReadonlySet<FactorKind>> {
  if (!factors.some(isCodeItem)) return new Set();
  return new Set((await tx.all(locksOf, { accountId: ownerId, source: device ?? UNPROVEN })).map(({ item }) => item as FactorKind));
}

interface Guess {
  readonly ownerId: string;
  readonly item: CodeItem;
  readonly operation: Pick<StoredOperation, 'id' | 'account_id' | 'device_id'>;
}

/** @throws PortcullisError `step_refused` (`item_locked`) after too many wrong codes in a row */
export async function requireUnlocked(tx: ReadTx, engine: Engine, { ownerId, item, operation }: Guess): Promise<Source> {
  const source = await sourceOf(tx, engine, operation);
  if ((await lockedItems(tx, ownerId, source === UNPROVEN ? null : source, [item])).has(item)) {
    throw new PortcullisError('step_refused', 'This is locked after too many wrong codes. Use a device that you logged in on before.', {
      reason: 'item_locked',
    });
  }
  return source;
}

/** Counts a wrong code; the last one that is allowed locks the item (SI-01) and tells the customer on every channel. */
export async function noteWrong(tx: WriteTx, engine: Engine, guess: Guess): Promise<void> {
  const { ownerId: accountId, item, operation } = guess;
  const source = await sourceOf(tx, engine, operation);
  const now = engine.clock.now();
  const [row] = await tx.returning(countFailure, { accountId, item, source, now });
  if (row === undefined || row.failures < engine.settings.get('code.lockAfter')) return;
  if ((await tx.run(lockItem, { accountId, item, source, now })) !== 1) return;
  await appendAudit(tx, engine, {
    actor: systemActor('codes'),
    action: 'security_item.locked',
    accountId,
    subject: { kind: 'operation', id: operation.id },
    reason: `${row.failures} wrong codes in a row`,
    changes: [
      { field: 'item', old: null, new: item },
      { field: 'where', old: null, new: source === UNPROVEN ? 'new devices' : source },
    ],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'security_item.locked', accountId, payload: { accountId, item } });
  const contact = await tx.first(contactOf, { id: accountId });
  if (contact !== undefined) await tellOnChannels(tx, engine, accountId, 'security_item.locked', contact);
  announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: 'security_item_locked' } });
}

/** A right code ends the row of wrong ones; on a known device it is the customer, which frees the item everywhere. */
export async function noteRight(tx: WriteTx, engine: Engine, guess: Guess, destination?: string): Promise<void> {
  const { ownerId: accountId, item, operation } = guess;
  const source = await sourceOf(tx, engine, operation);
  if (source === UNPROVEN) await tx.run(forgetFailures, { accountId, item, source });
  else await tx.run(forgetAllFailures, { accountId, item });
  if (destination === undefined) return;
  await tx.run(confirmSends, { accountId, destinationHash: destinationHash(engine, destination), now: engine.clock.now() });
}

/** Frees an item in a use-case's own transaction: when it is bound anew, or when staff reset it. */
export async function unlockItem(tx: WriteTx, accountId: string, item: CodeItem): Promise<void> {
  await tx.run(forgetAllFailures, { accountId, item });
}

const destinationHash = (engine: Pick<Engine, 'sealer'>, destination: string): string =>
  engine.sealer.lookup(destination.toLowerCase(), 'code-destination');

interface Sent {
  readonly source: string;
  readonly sentAt: number;
  readonly confirmedAt: number | null;
}

const tooMany = (message: string, retryAfterMs: number, reason: string): PortcullisError =>
  new PortcullisError('rate_limited', message, { retryAfterMs, reason });

/**
 * How long the next code must wait after those that nobody entered. Pure.
 * @param unanswered codes since the last that was entered, the newest first.
 */
export function resendWait(unanswered: readonly Sent[], pauseMs: number, now: number): number {
  const [newest] = unanswered;
  if (newest === undefined) return 0;
  return Math.max(0, newest.sentAt + pauseMs * 2 ** Math.min(unanswered.length - 1, MOST_DOUBLINGS) - now);
}

/**
 * Lets one more code out, or refuses it (SI-01). What new devices ask for never counts against a known one, so that nobody can use up its
 * owner's codes; whatever goes to one destination is counted over all accounts, so that nobody is flooded through many.
 * @throws PortcullisError `rate_limited`, with the time to wait
 */
export async function letCodeOut(
  tx: WriteTx,
  engine: Engine,
  input: { readonly accountId: string; readonly destination: string; readonly source: Source },
): Promise<void> {
  const now = engine.clock.now();
  const window = engine.settings.get('code.limitWindow');
  const since = now - window;
  const { accountId, source } = input;
  const hash = destinationHash(engine, input.destination);
  const known = source !== UNPROVEN;
  const alike = (row: Sent) => (row.source !== UNPROVEN) === known;
  const ofAccount = (await tx.all(sendsOfAccount, { accountId, since })).filter(alike);
  const toDestination = (await tx.all(sendsTo, { destinationHash: hash, since })).filter((row) => !known || alike(row));
  const limits = [
    [ofAccount, engine.settings.get('code.maxPerAccount'), 'account_code_limit'],
    [toDestination, engine.settings.get('code.maxPerDestination'), 'destination_code_limit'],
  ] as const;
  for (const [rows, most, reason] of limits) {
    const free = rows[most - 1];
    if (free !== undefined) throw tooMany('Too many codes were sent; wait before the next.', free.sentAt + window - now, reason);
  }
  if (!known) {
    const open = toDestination.filter((row) => row.source === UNPROVEN);
    const answered = open.findIndex((row) => row.confirmedAt !== null);
    const wait = resendWait(answered === -1 ? open : open.slice(0, answered), engine.settings.get('code.resendAfter'), now);
    if (wait > 0) throw tooMany('A code was sent a moment ago.', wait, 'resend_too_soon');
  }
  await tx.run(insertSend, { accountId, destinationHash: hash, source, now });
}

/** Forgets what no limit counts any more. @returns how many */
export function forgetOldSends(engine: Pick<Engine, 'store' | 'clock' | 'settings'>): Promise<number> {
  const before = engine.clock.now() - engine.settings.get('code.limitWindow');
  return forgetInBatches(engine, (tx, limit) => tx.run(deleteSends, { before, limit }));
}
