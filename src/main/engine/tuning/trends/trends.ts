import type { RuleAlert, RuleTrend, TrendDay } from '../../../../shared/contract/console/trends.ts';
import type { RuleAlertId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, invalidInput, notFound } from '../../errors.ts';
import { day } from '../../settings/kinds.ts';
import { readRules } from '../contents.ts';
import { dayOf, everyOperation } from './count.ts';
import { alertById, alertsOf, answerAlert, conditions, daysFrom } from './store.ts';

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
/** The longest that an alert may be quiet. */
const longestSnooze = 90 * day;

type AlertRow = Awaited<ReturnType<typeof alertsOf>>[number];
type Names = ReadonlyMap<string, string>;

function presentAlert(row: AlertRow, names: Names, now: number): RuleAlert {
  const { acknowledgedByName, snoozedUntil, ...alert } = row;
  const until = snoozedUntil === null ? null : Number(snoozedUntil);
  return {
    ...alert,
    id: row.id as RuleAlertId,
    ruleName: names.get(row.ruleId) ?? row.ruleId,
    measure: row.measure as RuleAlert['measure'],
    direction: row.direction as RuleAlert['direction'],
    // A snooze that has run out lets the alert speak again.
    status: row.status === 'snoozed' && until !== null && now >= until ? 'open' : (row.status as RuleAlert['status']),
    acknowledgedBy: acknowledgedByName ?? row.acknowledgedBy,
    snoozedUntil: until,
  };
}

const namesOf = async (tx: ReadTx): Promise<Names> => new Map((await readRules(tx)).map(({ id, name }) => [id, name]));

/** Alerts that have not ended, for whoever shows them. */
export async function runningAlerts(tx: ReadTx, now: number): Promise<RuleAlert[]> {
  const rows = await alertsOf(tx, { ended: false });
  if (rows.length === 0) return [];
  const names = await namesOf(tx);
  return rows.map((row) => presentAlert(row, names, now));
}

/**
 * What the live rules did day by day (RT-08), or one of them; from counts that the engine keeps, so that it costs the same however much history
 * there is.
 * @param input.days how many days, with today
 * @throws PortcullisError `forbidden`, `not_found` (rule)
 */
export async function listTrends(
  engine: Engine,
  actor: StaffActor,
  input: { readonly days: number; readonly ruleId?: string | undefined },
) {
  requirePermission(actor, 'rules.read');
  const now = engine.clock.now();
  const today = dayOf(now);
  const from = today - (input.days - 1) * day;
  return engine.store.read(async (tx) => {
    const rules = (await readRules(tx)).filter(({ id }) => input.ruleId === undefined || id === input.ruleId);
    if (input.ruleId !== undefined && rules.length === 0) throw notFound('rule');
    const rows = Map.groupBy(await daysFrom(tx, from, input.ruleId), ({ ruleId }) => ruleId);
    const operations = new Map((rows.get(everyOperation) ?? []).map((one) => [Number(one.day), Number(one.hits)]));
    const since = new Map((await tx.all(conditions, {})).map((one) => [one.ruleId, Number(one.since)]));
    const trendOf = (ruleId: string): RuleTrend => {
      const own = new Map((rows.get(ruleId) ?? []).map((one) => [Number(one.day), one]));
      const days = Array.from({ length: input.days }, (_, index): TrendDay => {
        const at = from + index * day;
        const found = own.get(at);
        const [hits, fraud, legitimate] = [Number(found?.hits ?? 0), Number(found?.fraud ?? 0), Number(found?.legitimate ?? 0)];
        const all = operations.get(at) ?? 0;
        return {
          day: at,
          hits,
          operations: all,
          alertRate: ratio(hits, all),
          fraud,
          legitimate,
          precision: ratio(fraud, fraud + legitimate),
        };
      });
      return { ruleId, since: since.get(ruleId) ?? null, days };
    };
    const alerts = await runningAlerts(tx, now);
    return {
      at: now,
      matureBefore: dayOf(now - engine.settings.get('labels.maturity')),
      rules: rules.map(({ id }) => trendOf(id)),
      alerts: alerts.filter(({ ruleId }) => input.ruleId === undefined || ruleId === input.ruleId),
    };
  });
}

/** Alerts, the newest first. @throws PortcullisError `forbidden` */
export async function listAlerts(
  engine: Engine,
  actor: StaffActor,
  input: { readonly ruleId?: string | undefined; readonly ended: boolean },
): Promise<{ items: RuleAlert[] }> {
  requirePermission(actor, 'rules.read');
  const now = engine.clock.now();
  return engine.store.read(async (tx) => {
    const names = await namesOf(tx);
    return { items: (await alertsOf(tx, input)).map((row) => presentAlert(row, names, now)) };
  });
}

async function answer(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly status: 'acknowledged' | 'snoozed'; readonly until: number | null; readonly reason: string },
): Promise<RuleAlert> {
  requirePermission(actor, 'rules.draft');
  const { id, status, until, reason } = input;
  return engine.store.write(async (tx) => {
    const now = engine.clock.now();
    const row = await tx.first(alertById, { id });
    if (row === undefined) throw notFound('alert');
    const before = presentAlert(row, new Map(), now);
    if (before.status === 'ended') throw conflict('The rule does as usual again.', { status: before.status });
    if (before.status === 'acknowledged' && status === 'acknowledged') {
      throw conflict(`${before.acknowledgedBy} has taken note of it already.`, { status: before.status });
    }
    const values = { id, status, by: actor.staffId, reason, until, now, seenAt: Number(row.updatedAt) };
    if ((await tx.run(answerAlert, values)) !== 1) throw conflict('The alert changed meanwhile.', { status: before.status });
    await appendAudit(tx, engine, {
      actor,
      action: `rule_alert.${status}`,
      subject: { kind: 'rule', id: row.ruleId },
      reason,
      changes: [
        { field: 'status', old: before.status, new: status },
        { field: 'snoozedUntil', old: before.snoozedUntil, new: until },
      ],
    });
    announce(tx, engine, { topic: 'rule_alert', id, data: { ruleId: row.ruleId, measure: row.measure, status } });
    const after = await tx.first(alertById, { id });
    if (after === undefined) throw new Error('The alert is not there after it was written');
    return presentAlert(after, await namesOf(tx), now);
  });
}

/** Somebody has seen an alert and looks into it; it ends when the rule does as usual. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export const acknowledgeAlert = (
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly reason: string },
): Promise<RuleAlert> => answer(engine, actor, { ...input, status: 'acknowledged', until: null });

/**
 * Nobody wants to hear of an alert until a time.
 * @param input.until epoch ms, in the next 90 days
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `invalid_input`
 */
export async function snoozeAlert(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly until: number; readonly reason: string },
): Promise<RuleAlert> {
  requirePermission(actor, 'rules.draft');
  const now = engine.clock.now();
  if (input.until <= now || input.until > now + longestSnooze) throw invalidInput('until', 'must lie in the next 90 days');
  return answer(engine, actor, { ...input, status: 'snoozed' });
}
