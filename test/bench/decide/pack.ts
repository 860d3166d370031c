import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createCatalogue, type Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import type { ActivePolicy, LivePolicy } from '../../../src/main/engine/risk/live-policy.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { compileRuleSet, type RuleDefinition } from '../../../src/main/engine/risk/rule-set.ts';
import { findSignal, planSignals, type SignalPlan, signals } from '../../../src/main/engine/risk/signals/catalogue.ts';
import type { Signal } from '../../../src/main/engine/risk/signals/signal.ts';
import type { WindowName } from '../../../src/main/engine/risk/signals/windows.ts';
import { builtInThresholds } from '../../../src/main/engine/risk/thresholds.ts';
import type { OperationKind } from '../../../src/shared/vocabulary/index.ts';
import { BenchFault } from '../harness.ts';
import { loadEvents } from '../rules/pack.ts';

const packSchema = z.object({
  fields: z.record(z.string(), z.enum(['string', 'int', 'double', 'bool'])),
  rules: z.array(z.object({ id: z.string(), score: z.number(), when: z.string() })).min(1),
});

const eventCount = 20_000;
const ownRules = new URL('../decide-rules.json', import.meta.url);

/** Windows that every decision of the bench reads at least: what rules of others do not ask for is measured all the same. */
const fewestWindows = 6;
const usualWindows: readonly WindowName[] = [
  'logins_1h',
  'logins_failed_10m',
  'logins_failed_24h',
  'login_devices_7d',
  'address_failed_10m',
  'address_accounts_1h',
];

/**
 * The bench's rules as a live policy. Fields that are signals of the catalogue are computed by the engine, as in life. Other people's
 * fields take their values from events, one event after the other.
 *
 * @param rulesFile `{ fields, rules: [{ id, score, when }] }`; ours by default
 * @param events values for fields that are no signals of ours
 * @throws BenchFault where the rules cannot be used
 */
function loadPolicy(rulesFile: string | undefined, events: readonly Facts[]): LivePolicy {
  const parsed = packSchema.safeParse(JSON.parse(readFileSync(rulesFile ?? ownRules, 'utf8')));
  if (!parsed.success) throw new BenchFault(`${rulesFile}: ${z.prettifyError(parsed.error)}`);
  const { fields, rules } = parsed.data;
  const foreign = Object.entries(fields).filter(([name, type]) => findSignal(name)?.type !== type);
  if (foreign.length > 0 && events.length === 0) {
    throw new BenchFault(`No signals of ours, and no events that give them: ${foreign.map(([name]) => name).join(', ')}`);
  }
  const fromEvents = foreignSignals(foreign, events);
  const ours = signals.filter(({ name }) => !foreign.some(([other]) => other === name));
  const compiled = compileRuleSet(rules.map(toDefinition), createCatalogue([...ours, ...fromEvents]));
  const active: ActivePolicy = {
    rulesVersion: 1,
    rules: compiled,
    matrixVersion: 1,
    matrix: builtInMatrix,
    listsVersion: 1,
    thresholdsVersion: 1,
    thresholds: builtInThresholds,
    plan: planner((kind) => withForeign(planSignals(compiled.readsWhen('operation', kind)), fromEvents)),
  };
  return {
    current: () => active,
    forAccount: () => active,
    candidateFor: () => null,
    snoozed: () => new Set(),
    reload: async () => {},
    close: () => {},
  };
}

const toDefinition = ({ id, score, when }: { id: string; score: number; when: string }): RuleDefinition => ({
  id,
  name: id,
  when,
  score,
  reason: `Rule ${id} holds`,
  tags: [],
  enabled: true,
});

function foreignSignals(fields: readonly (readonly [string, Signal['type']])[], events: readonly Facts[]): Signal[] {
  let event = -1;
  return fields.map(([name, type], index) => ({
    name,
    type,
    unit: null,
    meaning: name,
    source: 'the events given',
    value: () => {
      if (index === 0) event = (event + 1) % events.length;
      return events[event]?.[name] ?? null;
    },
  }));
}

function withForeign(plan: SignalPlan, foreign: readonly Signal[]): SignalPlan {
  const { used, windows } = plan;
  const names = new Set(foreign.map(({ name }) => name));
  const all = [...used.filter(({ name }) => !names.has(name)), ...foreign];
  return {
    ...plan,
    used: all,
    blank: Object.fromEntries(all.map(({ name }) => [name, null])),
    windows: windows.length >= fewestWindows ? windows : [...new Set([...windows, ...usualWindows])],
  };
}

function planner(make: (kind: OperationKind) => SignalPlan): (kind: OperationKind) => SignalPlan {
  const plans = new Map<OperationKind, SignalPlan>();
  return (kind) => {
    const plan = plans.get(kind) ?? make(kind);
    plans.set(kind, plan);
    return plan;
  };
}

/**
 * @param eventsFile values for fields that are no signals of ours, as NDJSON or as a module that generates them
 * @throws BenchFault where a file cannot be used
 */
export async function loadBenchPolicy(rulesFile: string | undefined, eventsFile: string | undefined): Promise<LivePolicy> {
  return loadPolicy(rulesFile, eventsFile === undefined ? [] : await loadEvents(eventsFile, eventCount));
}
