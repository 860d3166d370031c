import type { CaseDetail } from '../../../shared/contract/console/cases.ts';
import { type CaseId, type Role, rolePermissions, type StaffId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { requirePermission, type StaffActor, systemActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { conflict, PortcullisError } from '../errors.ts';
import { allStaff, staffById } from '../staff/store.ts';
import { sweep } from '../sweep/sweep.ts';
import { detailOf } from './detail.ts';
import { decidedAlready, heldByOther, isLive, leaseHash, newLease, requireLease, requireLine } from './lease.ts';
import { lapsedCases, renewLease, type StoredCase } from './store.ts';
import { subjectOf } from './subjects/index.ts';
import { loadCase, moveCase, statusOf, unassigned } from './transition.ts';

export interface UnderLease {
  readonly id: CaseId;
  readonly leaseToken: string;
}

/** Runs one use-case of whoever holds a case, and presents it as it is after. */
export async function underLease(
  engine: Engine,
  actor: StaffActor,
  { id, leaseToken }: UnderLease,
  work: (tx: WriteTx, found: StoredCase) => Promise<unknown>,
): Promise<CaseDetail> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, id);
    requireLine(actor, found);
    await requireLease(tx, engine, actor, found, leaseToken);
    await work(tx, found);
    return detailOf(tx, engine, actor, id);
  });
}

/**
 * Takes a case (CQ-02): one caller gets it, for as long as the lease runs. Whoever has it can take it again in another window, which ends
 * the claim of the first; anybody can once it has lapsed.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` (`lease_lost`, `decided_already`)
 */
export async function claimCase(
  engine: Engine,
  actor: StaffActor,
  id: CaseId,
): Promise<{ readonly leaseToken: string; readonly leaseUntil: number; readonly case: CaseDetail }> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const { token, until } = await claimWithin(tx, engine, actor, id);
    return { leaseToken: token, leaseUntil: until, case: await detailOf(tx, engine, actor, id) };
  });
}

/** As {@link claimCase}, in a use-case's own transaction; the caller asked for the permission. */
export async function claimWithin(tx: WriteTx, engine: Engine, actor: StaffActor, id: string) {
  const found = await loadCase(tx, id);
  requireLine(actor, found);
  const status = statusOf(found);
  if (status === 'scheduled') {
    throw conflict('It is approved and waits for its effect.', { status });
  }
  if (status === 'pending_effect' || status === 'closed') throw await decidedAlready(tx, found);
  if (isLive(found, engine.clock.now()) && found.assignee !== actor.staffId) throw await heldByOther(tx, found);
  const lease = newLease(engine);
  const to = { assignee: actor.staffId, lease_hash: lease.hash, lease_until: lease.until };
  const after = await moveCase(tx, engine, actor, found, 'claim', to, { told: { assignee: actor.staffId } });
  await subjectOf(found).claimed?.(tx, engine, actor, after);
  return lease;
}

/** Keeps a claim that still runs. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function renewCase(
  engine: Engine,
  actor: StaffActor,
  { id, leaseToken }: UnderLease,
): Promise<{ readonly leaseUntil: number }> {
  requirePermission(actor, 'cases.work');
  return engine.store.write(async (tx) => {
    const found = await loadCase(tx, id);
    await requireLease(tx, engine, actor, found, leaseToken);
    const now = engine.clock.now();
    const until = now + engine.settings.get('case.lease');
    await tx.run(renewLease, { id, assignee: actor.staffId, leaseHash: leaseHash(engine, leaseToken), until, now });
    return { leaseUntil: until };
  });
}

/** Gives a case back to its queue. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export const releaseCase = (engine: Engine, actor: StaffActor, input: UnderLease): Promise<CaseDetail> =>
  underLease(engine, actor, input, (tx, found) => moveCase(tx, engine, actor, found, 'release', unassigned));

const mayWork = (role: Role, level: number): boolean => {
  const permissions = rolePermissions[role];
  return permissions.includes('cases.work') && (level === 1 || permissions.includes('cases.escalated'));
};

/**
 * Hands a case to a named colleague, who has it from then on for as long as a lease runs and claims it with a click.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused` when they could not work on it
 */
export const handOverCase = (
  engine: Engine,
  actor: StaffActor,
  input: UnderLease & { readonly to: StaffId; readonly reason: string },
): Promise<CaseDetail> =>
  underLease(engine, actor, input, async (tx, found) => {
    const colleague = await tx.first(staffById, { id: input.to });
    if (colleague?.status !== 'active' || !mayWork(colleague.role as Role, found.level) || colleague.id === actor.staffId) {
      throw new PortcullisError('step_refused', 'This colleague cannot take the case.', { reason: 'cannot_take' });
    }
    const until = engine.clock.now() + engine.settings.get('case.lease');
    const to = { assignee: colleague.id, lease_hash: null, lease_until: until };
    await moveCase(tx, engine, actor, found, 'hand_over', to, { reason: input.reason, told: { assignee: colleague.id, handedOver: true } });
  });

/** Who could take a case over from whoever asks. @throws PortcullisError `forbidden`, `not_found` */
export async function listColleagues(
  engine: Engine,
  actor: StaffActor,
  id: CaseId,
): Promise<{ readonly items: { readonly id: StaffId; readonly name: string; readonly role: Role }[] }> {
  requirePermission(actor, 'cases.work');
  return engine.store.read(async (tx) => {
    const { level } = await loadCase(tx, id);
    const people = await tx.all(allStaff, {});
    return {
      items: people.flatMap(({ id: staffId, name, role, status }) =>
        status === 'active' && staffId !== actor.staffId && mayWork(role as Role, level)
          ? [{ id: staffId as StaffId, name, role: role as Role }]
          : [],
      ),
    };
  });
}

/** Gives back what was claimed and left. @returns how many */
export async function lapseLeases(engine: Engine, limit = 50): Promise<number> {
  return sweep(engine, {
    name: 'lapsed claims',
    limit,
    due: async (most) => {
      const due = await engine.store.read((tx) => tx.all(lapsedCases, { now: engine.clock.now(), limit: most }));
      return due.map(({ id }) => id);
    },
    each: (id) =>
      engine.store.write(async (tx) => {
        const found = await loadCase(tx, id);
        if (statusOf(found) !== 'claimed' || isLive(found, engine.clock.now())) return 0;
        await moveCase(tx, engine, systemActor('leases'), found, 'lapse', unassigned);
        return 1;
      }),
  });
}
