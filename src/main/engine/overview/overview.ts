import type { Overview, OverviewSpan } from '../../../shared/contract/console/overview.ts';
import {
  type AccountId,
  type CaseId,
  type CaseKind,
  caseKinds,
  type FactorKind,
  factorKinds,
  type HoldCause,
  holdCauses,
  type Outcome,
} from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { SOON } from '../cases/list/store.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { ruleSetSchema } from '../risk/starter.ts';
import { governedVersion } from '../risk/store.ts';
import { day, hour, minute } from '../settings/kinds.ts';
import {
  type Count,
  mark,
  nextHolds,
  openSuspicions,
  pendingRequests,
  queueCounts,
  type Range,
  runningHoldCounts,
  sealedCounts,
  sealedTotals,
} from './store.ts';
import { counters, floorTo, type Tally, tallies } from './tally.ts';

/** What each span looks back on, and in how fine stretches. */
const shapes: Readonly<Record<OverviewSpan, { readonly length: number; readonly bucketMs: number }>> = {
  '15m': { length: 15 * minute, bucketMs: minute },
  '1h': { length: hour, bucketMs: minute },
  '24h': { length: day, bucketMs: 10 * minute },
  '7d': { length: 7 * day, bucketMs: hour },
};

const TOP_RULES = 8;

/**
 * How things stand and how they went: decisions by outcome, step-ups and how they ended, what waits for staff and how urgently, holds, the rules
 * that hit most and alerts. Its cost does not grow with what there is: the past is counted ahead, and the present is found by index.
 * @throws PortcullisError `forbidden`
 */
export async function readOverview(engine: Engine, actor: StaffActor, input: { readonly span: OverviewSpan }): Promise<Overview> {
  requirePermission(actor, 'decisions.read');
  const now = engine.clock.now();
  const { length, bucketMs } = shapes[input.span];
  const from = floorTo(now - length, bucketMs) + bucketMs;
  const range: Range = { from, to: now + 1 };
  return engine.store.read(async (tx) => {
    const outcomes = await outcomesIn(tx, range, bucketMs);
    const steps = await totalsIn(tx, tallies.step, range);
    const rules = await totalsIn(tx, tallies.rule, range);
    const requests = await tx.first(pendingRequests, { now });
    const holds = await tx.all(runningHoldCounts, { now });
    const queues = await tx.all(queueCounts, { now, soon: now + SOON });
    const suspicions = await tx.all(openSuspicions, {});
    return {
      at: now,
      from,
      bucketMs,
      buckets: inBuckets(outcomes, from, now, bucketMs),
      steps: describeSteps(steps),
      rules: topRules(rules, await ruleNames(tx, engine.policy.current().rulesVersion)),
      approvals: { waiting: Number(requests?.count ?? 0), nextEnd: requests?.nextEnd ?? null },
      queues: caseKinds.flatMap((kind) => queues.filter((queue) => queue.kind === kind).map((queue) => describeQueue(kind, queue))),
      holds: {
        byCause: holdCauses.flatMap((cause: HoldCause) =>
          holds.filter((hold) => hold.cause === cause).map(({ count }) => ({ cause, count: Number(count) })),
        ),
        next: (await tx.all(nextHolds, { now })).map((hold) => ({
          ...hold,
          accountId: hold.accountId as AccountId,
          cause: hold.cause as HoldCause,
        })),
      },
      alerts: suspicions.map((alert) => ({ ...alert, id: alert.id as CaseId, accountId: alert.accountId as AccountId })),
    };
  });
}

/** The past from its counts, the rest from the decisions themselves. */
async function outcomesIn(tx: ReadTx, range: Range, bucketMs: number): Promise<readonly Count[]> {
  const sealed = await sealedPart(tx, tallies.outcome, range);
  const past = await sealedCounts(tx, 'outcome', sealed, bucketMs);
  const present = await counters.outcome(tx, { from: sealed.to, to: range.to }, bucketMs);
  return [...past, ...present];
}

async function totalsIn(tx: ReadTx, tally: Tally, range: Range): Promise<ReadonlyMap<string, number>> {
  const { topic, slotMs } = tally;
  const sealed = await sealedPart(tx, tally, range);
  const direct = [
    ...(await counters[topic](tx, { from: range.from, to: sealed.from }, slotMs)),
    ...(await counters[topic](tx, { from: sealed.to, to: range.to }, slotMs)),
  ];
  const sum = new Map(await sealedTotals(tx, topic, sealed));
  for (const { name, count } of direct) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
}

/** The whole slots of a range that have been counted ahead; empty at its beginning where none has. */
async function sealedPart(tx: ReadTx, { topic, slotMs }: Tally, { from, to }: Range): Promise<Range> {
  const until = (await tx.first(mark, { topic }))?.sealedUntil ?? 0;
  const begin = Math.ceil(from / slotMs) * slotMs;
  const end = Math.min(until, floorTo(to, slotMs));
  return end > begin ? { from: begin, to: end } : { from, to: from };
}

function inBuckets(counts: readonly Count[], from: EpochMs, now: EpochMs, bucketMs: number): Overview['buckets'] {
  const empty = (at: EpochMs) => ({ at, allow: 0, step_up: 0, review: 0, hold: 0, deny: 0 });
  const buckets = new Map<EpochMs, ReturnType<typeof empty>>();
  for (let at = from; at <= now; at += bucketMs) buckets.set(at, empty(at));
  for (const { at, name, count } of counts) {
    const bucket = buckets.get(at);
    if (bucket !== undefined) bucket[name as Outcome] += count;
  }
  return [...buckets.values()];
}

function describeSteps(counts: ReadonlyMap<string, number>): Overview['steps'] {
  return factorKinds
    .map((factor: FactorKind) => {
      const of = (status: string) => counts.get(`${factor}:${status}`) ?? 0;
      const passed = of('passed');
      const failed = of('failed');
      const unanswered = of('pending');
      return { factor, asked: passed + failed + unanswered, passed, failed, unanswered };
    })
    .filter(({ asked }) => asked > 0)
    .sort((a, b) => b.asked - a.asked);
}

function describeQueue(
  kind: CaseKind,
  row: { readonly open: number; readonly unclaimed: number; readonly overdue: number; readonly dueSoon: number; readonly nextDue: number },
): Overview['queues'][number] {
  const { open, unclaimed, overdue, dueSoon, nextDue } = row;
  return { kind, open: Number(open), unclaimed: Number(unclaimed), overdue: Number(overdue), dueSoon: Number(dueSoon), nextDue };
}

async function ruleNames(tx: ReadTx, version: number): Promise<ReadonlyMap<string, string>> {
  const set = await tx.first(governedVersion, { kind: 'rules', version });
  return new Map(set === undefined ? [] : ruleSetSchema.parse(JSON.parse(set.content)).rules.map(({ id, name }) => [id, name]));
}

function topRules(counts: ReadonlyMap<string, number>, names: ReadonlyMap<string, string>): Overview['rules'] {
  return [...counts]
    .map(([ruleId, hits]) => ({ ruleId, name: names.get(ruleId) ?? ruleId, hits }))
    .sort((a, b) => b.hits - a.hits || a.ruleId.localeCompare(b.ruleId))
    .slice(0, TOP_RULES);
}
