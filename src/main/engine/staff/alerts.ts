import { z } from 'zod';
import { type Role, roleSchema, scopeSchema } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { administratorsBeside, staffById } from './store.ts';

const alertSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('setting_changed'), name: z.string(), from: z.string(), to: z.string() }),
  z.object({ what: z.literal('server_key_created'), name: z.string(), scopes: z.array(scopeSchema) }),
  z.object({ what: z.literal('webhook_created'), url: z.string() }),
  z.object({ what: z.literal('staff_invited'), name: z.string(), email: z.string(), role: roleSchema }),
  z.object({ what: z.literal('staff_enabled'), name: z.string(), role: roleSchema }),
  z.object({ what: z.literal('role_changed'), name: z.string(), from: roleSchema, to: roleSchema }),
]);

/** What one administrator does alone, and what the others therefore hear of at once. */
export type Alert = z.infer<typeof alertSchema>;

const payloadSchema = z.object({ to: z.string(), by: z.string(), alert: alertSchema });

/** The outbox's topic. */
export const ALERT = 'staff.alert';

/**
 * Tells every other administrator by mail what one of them did (ST-04), in the transaction that does it: whoever weakens a protection, makes a
 * key or brings somebody in must not go unseen until a trail is read.
 */
export async function alertOthers(tx: WriteTx, engine: Pick<Engine, 'clock' | 'ids'>, actor: StaffActor, alert: Alert): Promise<void> {
  const others = await tx.all(administratorsBeside, { id: actor.staffId });
  if (others.length === 0) return;
  const by = (await tx.first(staffById, { id: actor.staffId }))?.name ?? 'An administrator';
  for (const { email } of others) await enqueue(tx, engine, { channel: 'mail', topic: ALERT, payload: { to: email, by, alert } });
}

const roleWords = (role: Role): string => role.replaceAll('_', ' ');

function words(alert: Alert): { readonly subject: string; readonly did: string } {
  switch (alert.what) {
    case 'setting_changed':
      return { subject: `Setting changed: ${alert.name}`, did: `changed the setting ${alert.name} from ${alert.from} to ${alert.to}` };
    case 'server_key_created':
      return { subject: `Server key made: ${alert.name}`, did: `made a server key “${alert.name}” that may ${alert.scopes.join(', ')}` };
    case 'webhook_created':
      return { subject: 'Webhook endpoint added', did: `had webhooks sent to ${alert.url}` };
    case 'staff_invited':
      return { subject: `Invited to the staff: ${alert.name}`, did: `invited ${alert.name} (${alert.email}) as ${roleWords(alert.role)}` };
    case 'staff_enabled':
      return { subject: `Let back in: ${alert.name}`, did: `let ${alert.name} back in as ${roleWords(alert.role)}` };
    case 'role_changed':
      return {
        subject: `Role changed: ${alert.name}`,
        did: `made ${alert.name}, who was ${roleWords(alert.from)}, ${roleWords(alert.to)}`,
      };
  }
}

/** The mail's words. @param clockTime of when it happened */
export function alertMessage(
  payload: unknown,
  clockTime: string,
): { readonly to: string; readonly subject: string; readonly text: string } {
  const { to, by, alert } = payloadSchema.parse(payload);
  const { subject, did } = words(alert);
  const advice = 'If you did not know of it, ask them by a way you trust, and look at the audit trail in the console.';
  return { to, subject, text: `${by} ${did}. Time: ${clockTime}. ${advice}` };
}
