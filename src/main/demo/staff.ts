import type { StaffId, StaffSessionId } from '../../shared/vocabulary/index.ts';
import type { StaffActor } from '../engine/actor.ts';
import type { Engine } from '../engine/engine.ts';
import { demoEmail } from '../engine/staff/people.ts';
import { staffByEmail } from '../engine/staff/store.ts';

/** The demo's staff as those who did the work of its past; where none was made, names that nobody has. */
export async function demoStaff(engine: Engine): Promise<Readonly<Record<'agent' | 'analyst' | 'lead', StaffActor>>> {
  const of = async (role: 'agent' | 'risk_analyst' | 'risk_lead'): Promise<StaffActor> => {
    const row = await engine.store.read((tx) => tx.first(staffByEmail, { email: demoEmail(role) }));
    return {
      kind: 'staff',
      staffId: (row?.id ?? `staff_demo_${role}`) as StaffId,
      sessionId: 'ss_demo' as StaffSessionId,
      role,
      address: null,
    };
  };
  return { agent: await of('agent'), analyst: await of('risk_analyst'), lead: await of('risk_lead') };
}
