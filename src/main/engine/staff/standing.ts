import { type Permission, type Role, rolePermissions } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { firstOfStaff, staffById } from './store.ts';

const may = (person: { readonly role: string; readonly status: string }, permission: Permission): boolean =>
  person.status === 'active' && (rolePermissions[person.role as Role] as readonly Permission[]).includes(permission);

/** Whether somebody who did their part earlier could still do it now: they work here, in a role that has the permission. */
export async function mayStill(tx: ReadTx, staffId: string, permission: Permission): Promise<boolean> {
  const person = await tx.first(staffById, { id: staffId });
  return person !== undefined && may(person, permission);
}

/** Whether somebody who did their part earlier has lost the role or the place for it since. */
export async function mayNoMore(tx: ReadTx, staffId: string, permission: Permission): Promise<boolean> {
  const person = await tx.first(staffById, { id: staffId });
  return person !== undefined && !may(person, permission);
}

/**
 * Asserts that somebody can be the second person of a decision of two. Whoever may bring people in, give them roles and let them back in could
 * make up the second person on the spot and play both; for `staff.newcomerFor` nobody stands beside another, so that the others see in time who
 * came. While the workspace itself is as young as that, its first people have to do with each other.
 * @throws PortcullisError `step_refused` (`newcomer`) with the time to wait
 */
export async function requireNoNewcomer(tx: ReadTx, engine: Pick<Engine, 'clock' | 'settings'>, actor: StaffActor): Promise<void> {
  const person = await tx.first(staffById, { id: actor.staffId });
  const first = await tx.first(firstOfStaff, {});
  if (person === undefined || first === undefined) return;
  const now = engine.clock.now();
  const wait = engine.settings.get('staff.newcomerFor');
  const until = (person.standingSince ?? person.createdAt) + wait;
  if (now >= until || now < first.createdAt + wait) return;
  throw new PortcullisError('step_refused', 'Whoever is new in this role is no second person yet; somebody else has to decide.', {
    reason: 'newcomer',
    retryAfterMs: until - now,
  });
}
