import { systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { contentHash } from '../../risk/canonical-json.ts';
import { day } from '../../settings/kinds.ts';
import { dayOf, everyOperation } from './count.ts';
import { type DayOfRule, type Drift, hitsDrift, precisionDrift } from './drift.ts';
import { conditions, daysFrom, endAlert, insertAlert, noteAlert, openAlerts, putCondition } from './store.ts';

type Measure = 'hits' | 'precision';

interface Finding {
  readonly ruleId: string;
  readonly measure: Measure;
  readonly day: number;
  readonly drift: Drift;
}

const actor = systemActor('drift');

/**
 * Looks for rules that do something else than they used to, opens an alert for each, and ends those whose rule does as usual again (RT-08).
 * Reads the counts of days, never decisions.
 */
export async function watchDrift(engine: Engine): Promise<void> {
  const now = engine.clock.now();
  const rules = engine.policy.current().rules.rules;
  const since = await sinceWhen(engine, rules, now);
  const baseline = engine.settings.get('drift.baseline');
  const recent = engine.settings.get('drift.precisionDays');
  const maturity = engine.settings.get('labels.maturity');
  const today = dayOf(now);
  const from = dayOf(now - maturity) - (recent + baseline + 1) * day;
  const { days, alerts } = await engine.store.read(async (tx) => ({
    days: await daysFrom(tx, Math.min(from, today - (baseline + 1) * day)),
    alerts: await tx.all(openAlerts, {}),
  }));
  const byRule = Map.groupBy(days, ({ ruleId }) => ruleId);
  const operations = new Map((byRule.get(everyOperation) ?? []).map((one) => [Number(one.day), Number(one.hits)]));
  const findings = rules.flatMap(({ id }): Finding[] => {
    const own = new Map((byRule.get(id) ?? []).map((one) => [Number(one.day), one]));
    const begun = since.get(id) ?? 0;
    // A day on which the condition changed is of both.
    const fits = (at: number): boolean => begun === 0 || at > dayOf(begun);
    const dayAt = (at: number): DayOfRule => {
      const found = own.get(at);
      return {
        day: at,
        hits: Number(found?.hits ?? 0),
        operations: operations.get(at) ?? 0,
        fraud: Number(found?.fraud ?? 0),
        legitimate: Number(found?.legitimate ?? 0),
      };
    };
    const range = (until: number, count: number): DayOfRule[] =>
      Array.from({ length: count }, (_, index) => until - (count - index) * day)
        .filter(fits)
        .map(dayAt);
    return [
      ...hitsOf(id, { today, dayAt, range, fits, baseline, engine }),
      ...precisionOf(id, { until: dayOf(now - maturity), range, recent, baseline, engine }),
    ];
  });
  for (const finding of findings) {
    const known = alerts.find(({ ruleId, measure }) => ruleId === finding.ruleId && measure === finding.measure);
    if (known === undefined) await open(engine, finding);
    else if (Number(known.day) < finding.day) await note(engine, known.id, finding);
  }
  for (const alert of alerts) {
    if (!findings.some(({ ruleId, measure }) => ruleId === alert.ruleId && measure === alert.measure)) await end(engine, alert);
  }
}

interface Look {
  readonly range: (until: number, count: number) => DayOfRule[];
  readonly baseline: number;
  readonly engine: Engine;
}

/** Today as soon as it has too many, else the last day that is over. */
function hitsOf(
  ruleId: string,
  look: Look & { readonly today: number; readonly dayAt: (at: number) => DayOfRule; readonly fits: (at: number) => boolean },
): Finding[] {
  const { today, dayAt, range, fits, baseline, engine } = look;
  const limits = { deviation: engine.settings.get('drift.hitsDeviation'), least: engine.settings.get('drift.hitsLeast') };
  for (const at of [today, today - day]) {
    if (!fits(at)) continue;
    const drift = hitsDrift(dayAt(at), range(at, baseline), at < today, limits);
    if (drift !== null) return [{ ruleId, measure: 'hits', day: at, drift }];
  }
  return [];
}

function precisionOf(ruleId: string, look: Look & { readonly until: number; readonly recent: number }): Finding[] {
  const { until, range, recent, baseline, engine } = look;
  const limits = { deviation: engine.settings.get('drift.precisionDeviation'), least: engine.settings.get('drift.precisionLeast') };
  const drift = precisionDrift(range(until, recent), range(until - recent * day, baseline), limits);
  return drift === null ? [] : [{ ruleId, measure: 'precision', day: until - day, drift }];
}

/** Since when each rule has had its condition. Where nobody looked before, what there is counts as having always been so. */
async function sinceWhen(
  engine: Engine,
  rules: readonly { readonly id: string; readonly when: string }[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const known = await engine.store.read((tx) => tx.all(conditions, {}));
  const since = new Map(known.map((one) => [one.ruleId, Number(one.since)]));
  const hashes = new Map(known.map((one) => [one.ruleId, one.hash]));
  const changed = rules.flatMap(({ id: ruleId, when }) => {
    const hash = contentHash(when);
    return hashes.get(ruleId) === hash ? [] : [{ ruleId, hash, since: known.length === 0 ? 0 : now }];
  });
  if (changed.length > 0) {
    await engine.store.write(async (tx) => {
      for (const condition of changed) await tx.run(putCondition, condition);
    });
    for (const condition of changed) since.set(condition.ruleId, condition.since);
  }
  return since;
}

const told = ({ measure, drift }: Finding) => [
  { field: 'measure', old: null, new: measure },
  { field: 'observed', old: drift.expected, new: drift.observed },
  { field: 'deviation', old: null, new: drift.deviation },
];

async function open(engine: Engine, finding: Finding): Promise<void> {
  const { ruleId, measure, drift } = finding;
  await engine.store.write(async (tx) => {
    const id = engine.ids.next('ruleAlert');
    const now = engine.clock.now();
    if ((await tx.run(insertAlert, { id, ruleId, measure, day: finding.day, ...drift, now })) !== 1) return;
    await appendAudit(tx, engine, { actor, action: 'rule_alert.opened', subject: { kind: 'rule', id: ruleId }, changes: told(finding) });
    announce(tx, engine, { topic: 'rule_alert', id, data: { ruleId, measure, direction: drift.direction, status: 'open' } });
  });
}

async function note(engine: Engine, id: string, finding: Finding): Promise<void> {
  const { ruleId, measure, drift } = finding;
  await engine.store.write(async (tx) => {
    if ((await tx.run(noteAlert, { id, day: finding.day, ...drift, now: engine.clock.now() })) !== 1) return;
    await appendAudit(tx, engine, { actor, action: 'rule_alert.continued', subject: { kind: 'rule', id: ruleId }, changes: told(finding) });
    announce(tx, engine, { topic: 'rule_alert', id, data: { ruleId, measure, direction: drift.direction, status: 'continued' } });
  });
}

async function end(engine: Engine, alert: { readonly id: string; readonly ruleId: string; readonly measure: string }): Promise<void> {
  const { id, ruleId, measure } = alert;
  await engine.store.write(async (tx) => {
    if ((await tx.run(endAlert, { id, now: engine.clock.now() })) !== 1) return;
    await appendAudit(tx, engine, {
      actor,
      action: 'rule_alert.ended',
      subject: { kind: 'rule', id: ruleId },
      changes: [{ field: 'measure', old: measure, new: null }],
    });
    announce(tx, engine, { topic: 'rule_alert', id, data: { ruleId, measure, status: 'ended' } });
  });
}
