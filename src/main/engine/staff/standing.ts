import { type Permission, type Role, rolePermissions } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { staffById } from './store.ts';

/** Whether somebody who did their part earlier could still do it now: they work here, in a role that has the permission. */
export async function mayStill(tx: ReadTx, staffId: string, permission: Permission): Promise<boolean> {
  const person = await tx.first(staffById, { id: staffId });
  return person?.status === 'active' && (rolePermissions[person.role as Role] as readonly Permission[]).includes(permission);
}
