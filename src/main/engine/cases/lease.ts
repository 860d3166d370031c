import { rolePermissions } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { forbidden, PortcullisError } from '../errors.ts';
import { staffById } from '../staff/store.ts';
import { decisionsOf, prolongLease, type StoredCase } from './store.ts';
import { statusOf } from './transition.ts';

const TOKEN_BYTES = 16;

/** A token that whoever claims a case holds; only its keyed hash is stored. */
export function newLease(engine: Engine): { readonly token: string; readonly hash: string; readonly until: number } {
  const token = Buffer.from(engine.random.bytes(TOKEN_BYTES)).toString('base64url');
  return { token, hash: leaseHash(engine, token), until: engine.clock.now() + engine.settings.get('case.lease') };
}

export const leaseHash = (engine: Pick<Engine, 'sealer'>, token: string): string => engine.sealer.lookup(token, 'case.lease');

export const isLive = (found: Pick<StoredCase, 'status' | 'lease_until'>, now: number): boolean =>
  found.status === 'claimed' && found.lease_until !== null && now < found.lease_until;

/** Escalated cases are for those who answer for them. @throws PortcullisError `forbidden` */
export function requireLine(actor: StaffActor, found: Pick<StoredCase, 'level'>): void {
  if (found.level > 1 && !rolePermissions[actor.role].includes('cases.escalated')) throw forbidden('cases.escalated');
}

async function nameOf(tx: Pick<WriteTx, 'first'>, staffId: string | null): Promise<string> {
  const person = staffId === null ? undefined : await tx.first(staffById, { id: staffId });
  return person?.name ?? staffId ?? 'Somebody';
}

const VERDICT_WORDS: Readonly<Record<string, string>> = {
  approve: 'approved it',
  deny: 'denied it',
  confirm: 'confirmed it',
  dismiss: 'dismissed it',
  resolve: 'resolved it',
};

/** What the second decider is told: who was first, what they decided and when (CQ-02). */
export async function decidedAlready(tx: WriteTx, found: StoredCase): Promise<PortcullisError> {
  const last = (await tx.all(decisionsOf, { caseId: found.id, limit: 5 })).find(
    ({ status }) => status === 'pending' || status === 'applied',
  );
  const by = last?.staff_id ?? found.closed_by;
  const name = await nameOf(tx, by);
  const at = last?.decided_at ?? found.closed_at;
  return new PortcullisError('conflict', `${name} was first and ${VERDICT_WORDS[last?.verdict ?? ''] ?? 'closed it'}.`, {
    reason: 'decided_already',
    current: {
      status: found.status,
      outcome: found.outcome,
      decidedBy: by,
      decidedByName: name,
      decidedAt: at,
      verdict: last?.verdict ?? null,
    },
  });
}

/** What somebody is told whose case another holds now. */
export async function heldByOther(tx: WriteTx, found: StoredCase): Promise<PortcullisError> {
  const name = await nameOf(tx, found.assignee);
  return new PortcullisError('conflict', `${name} has this case.`, {
    reason: 'lease_lost',
    current: { status: found.status, assignee: found.assignee, assigneeName: name, leaseUntil: found.lease_until },
  });
}

const lapsed = (found: StoredCase): PortcullisError =>
  new PortcullisError('conflict', 'Your claim has lapsed; claim the case again.', {
    reason: 'lease_lapsed',
    current: { status: found.status, leaseUntil: found.lease_until },
  });

/**
 * Makes sure that whoever acts holds the case now (CQ-02): its claim is theirs, the token is the one of that claim, and it has not lapsed,
 * to the millisecond and whether or not anybody noticed.
 * @throws PortcullisError `conflict` (`decided_already`, `lease_lost`, `lease_lapsed`)
 */
export async function requireLease(tx: WriteTx, engine: Engine, actor: StaffActor, found: StoredCase, token: string): Promise<void> {
  const status = statusOf(found);
  if (status === 'open') throw lapsed(found);
  if (status !== 'claimed') throw await decidedAlready(tx, found);
  if (found.assignee !== actor.staffId) throw isLive(found, engine.clock.now()) ? await heldByOther(tx, found) : lapsed(found);
  if (!isLive(found, engine.clock.now())) throw lapsed(found);
  if (found.lease_hash !== leaseHash(engine, token)) {
    throw new PortcullisError('conflict', 'You claimed this case again elsewhere; go on there, or claim it here.', {
      reason: 'lease_lost',
      current: { status, assignee: found.assignee, leaseUntil: found.lease_until },
    });
  }
}

/** Work on a case keeps the claim of whoever does it (CQ-02). */
export async function keepLease(tx: WriteTx, engine: Engine, actor: StaffActor, caseId: string): Promise<void> {
  const now = engine.clock.now();
  await tx.run(prolongLease, { id: caseId, assignee: actor.staffId, until: now + engine.settings.get('case.lease'), now });
}
