import type { RuleSnooze } from '../../../../shared/contract/console/tuning.ts';
import { ruleSetSchema } from '../../../../shared/contract/policy.ts';
import { type AccountId, type RuleSnoozeId, rolePermissions } from '../../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, invalidInput, notFound } from '../../errors.ts';
import { readLive } from '../contents.ts';
import { accountExists, endSnooze, insertSnooze, openSnooze, snoozeById, snoozesOf } from './store.ts';

const shown = 100;
/** The longest time a rule may be off for one customer, ms. */
const longestMs = 90 * 86_400_000;

type Row = Omit<RuleSnooze, 'id' | 'accountId' | 'active'> & { readonly id: string; readonly accountId: string };

const present = (row: Row, now: number): RuleSnooze => ({
  ...row,
  id: row.id as RuleSnoozeId,
  accountId: row.accountId as AccountId,
  active: row.endedAt === null && now < row.expiresAt,
});

/** Rules that are or were off for an account (RT-10). @throws PortcullisError `forbidden` */
export async function listSnoozes(engine: Engine, actor: StaffActor, accountId: AccountId): Promise<{ items: RuleSnooze[] }> {
  requirePermission(actor, 'rules.read');
  const now = engine.clock.now();
  const rows = await engine.store.read((tx) => tx.all(snoozesOf, { accountId, limit: shown }));
  return { items: rows.map((row) => present(row, now)) };
}

async function close(tx: WriteTx, engine: Engine, actor: StaffActor, row: Row): Promise<void> {
  if ((await tx.run(endSnooze, { id: row.id, now: engine.clock.now(), by: actor.staffId })) !== 1) {
    throw conflict('The snooze has ended already.', { endedAt: row.endedAt });
  }
}

/** Rules that whoever may not publish them can have off for one customer at a time. */
const mostAtOnce = 3;

/**
 * Whoever writes rules opens no way for one account by switching them off: what stops an operation by itself, and more than a few at a time,
 * takes somebody who may publish.
 * @throws PortcullisError `forbidden`, `conflict` (`too_many_snoozes`)
 */
async function requireFew(tx: WriteTx, actor: StaffActor, accountId: string, outcome: string | undefined, now: number): Promise<void> {
  if (rolePermissions[actor.role].includes('rules.publish')) return;
  if (outcome !== undefined && outcome !== 'step_up') requirePermission(actor, 'rules.publish');
  const active = (await tx.all(snoozesOf, { accountId, limit: shown })).filter((row) => present(row, now).active);
  if (active.length < mostAtOnce) return;
  throw conflict(`${mostAtOnce} rules are off for this account already; a risk lead can switch off more.`, {
    reason: 'too_many_snoozes',
    most: mostAtOnce,
  });
}

/**
 * Switches a live rule off for one account until a time (RT-10), on every server at once.
 * @throws PortcullisError `forbidden`, `not_found` (account, rule), `invalid_input` (expiry), `conflict` while it is off already or too many are
 */
export async function snoozeRule(
  engine: Engine,
  actor: StaffActor,
  input: { readonly accountId: AccountId; readonly ruleId: string; readonly expiresAt: number; readonly reason: string },
): Promise<RuleSnooze> {
  requirePermission(actor, 'rules.snooze');
  const now = engine.clock.now();
  const { accountId, ruleId, expiresAt, reason } = input;
  if (expiresAt <= now || expiresAt > now + longestMs) throw invalidInput('expiresAt', 'must lie in the next 90 days');
  const made = await engine.store.write(async (tx) => {
    if ((await tx.first(accountExists, { id: accountId })) === undefined) throw notFound('account');
    const { rules } = ruleSetSchema.parse((await readLive(tx, 'rules')).parsed);
    const rule = rules.find(({ id }) => id === ruleId);
    if (rule === undefined) throw notFound('rule');
    await requireFew(tx, actor, accountId, rule.outcome, now);
    const before = await tx.first(openSnooze, { accountId, ruleId });
    if (before !== undefined) {
      if (now < before.expiresAt)
        throw conflict('The rule is off for this account already.', { id: before.id, expiresAt: before.expiresAt });
      await close(tx, engine, actor, before);
    }
    const id = engine.ids.next('ruleSnooze');
    await tx.run(insertSnooze, { id, accountId, ruleId, reason, now, by: actor.staffId, expiresAt });
    await appendAudit(tx, engine, {
      actor,
      action: 'rule.snoozed',
      accountId,
      subject: { kind: 'rule', id: ruleId },
      reason,
      changes: [{ field: 'expiresAt', old: null, new: expiresAt }],
    });
    announce(tx, engine, { topic: 'policy', id: 'snooze', accountId, data: { action: 'snoozed', ruleId } });
    const row = await tx.first(snoozeById, { id });
    if (row === undefined) throw new Error('The snooze is not there after it was written');
    return row;
  });
  await engine.policy.reload();
  return present(made, now);
}

/** Switches a rule on again before its snooze expires. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function endRuleSnooze(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<RuleSnooze> {
  requirePermission(actor, 'rules.snooze');
  const after = await engine.store.write(async (tx) => {
    const row = await tx.first(snoozeById, { id: input.id });
    if (row === undefined) throw notFound('snooze');
    await close(tx, engine, actor, row);
    await appendAudit(tx, engine, {
      actor,
      action: 'rule.snooze_ended',
      accountId: row.accountId,
      subject: { kind: 'rule', id: row.ruleId },
      reason: input.reason,
      changes: [{ field: 'expiresAt', old: row.expiresAt, new: engine.clock.now() }],
    });
    announce(tx, engine, { topic: 'policy', id: 'snooze', accountId: row.accountId, data: { action: 'snooze_ended', ruleId: row.ruleId } });
    return { ...row, endedAt: engine.clock.now(), endedBy: actor.staffId };
  });
  await engine.policy.reload();
  return present(after, engine.clock.now());
}
