import { type Role, roles } from '../../../shared/vocabulary/index.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { forbidden, notFound } from '../errors.ts';
import { newTotpSecret } from '../totp.ts';
import { hashPassword } from './password.ts';
import { demoEmail, type SignedIn, type SignInPlace, totpContext } from './people.ts';
import { openSession } from './sessions.ts';
import { insertStaff, noteSignIn, staffByEmail } from './store.ts';

const demoNames: Readonly<Record<Role, string>> = {
  agent: 'Amara Diallo',
  senior_agent: 'Jonas Lindqvist',
  risk_analyst: 'Mei Tanaka',
  risk_lead: 'Rafael Ortiz',
  administrator: 'Ingrid Holm',
  auditor: 'Samuel Okoye',
};

/** Demo accounts exist in demo mode only (ST-04). @throws PortcullisError `forbidden` */
function requireDemo(engine: Engine): void {
  if (!engine.demo) throw forbidden('demo accounts outside demo mode');
}

/**
 * Makes one member of staff per role, each with a password and an authenticator that nobody knows: they open by {@link demoSignIn} alone.
 * Those who are there already stay as they are.
 * @throws PortcullisError `forbidden` outside demo mode
 */
export async function seedDemoStaff(engine: Engine): Promise<void> {
  requireDemo(engine);
  for (const role of roles) {
    const email = demoEmail(role);
    if ((await engine.store.read((tx) => tx.first(staffByEmail, { email }))) !== undefined) continue;
    const id = engine.ids.next('staff');
    const passwordHash = await hashPassword(engine, Buffer.from(engine.random.bytes(32)).toString('base64'));
    const totpSealed = engine.sealer.seal(newTotpSecret(engine.random), totpContext(id));
    await engine.store.write(async (tx) => {
      if ((await tx.first(staffByEmail, { email })) !== undefined) return;
      const createdAt = engine.clock.now();
      await tx.run(insertStaff, { id, email, name: demoNames[role], role, status: 'active', passwordHash, totpSealed, createdAt });
      await appendAudit(tx, engine, {
        actor: systemActor('demo'),
        action: 'staff.created',
        subject: { kind: 'staff', id },
        changes: [{ field: 'role', old: null, new: role }],
      });
    });
  }
}

/** One click, one role. @throws PortcullisError `forbidden` outside demo mode, `not_found` before the demo staff were made */
export async function demoSignIn(engine: Engine, input: { readonly role: Role }, place: SignInPlace): Promise<SignedIn> {
  requireDemo(engine);
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffByEmail, { email: demoEmail(input.role) });
    if (row?.status !== 'active') throw notFound('demo account');
    await tx.run(noteSignIn, { id: row.id, now: engine.clock.now() });
    return openSession(tx, engine, row, place, 'demo');
  });
}
