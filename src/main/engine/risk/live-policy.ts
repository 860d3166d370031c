import { hash } from 'node:crypto';
import { type OperationKind, operationKinds } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, Store } from '../../store/store.ts';
import type { Clock } from '../ports.ts';
import { builtInMatrix, matrixSchema, type PolicyMatrix } from './matrix.ts';
import { type CompiledRuleSet, compileRuleSet } from './rule-set.ts';
import { planSignals, type SignalPlan, signalCatalogue } from './signals/catalogue.ts';
import { ruleSetSchema, starterRules } from './starter.ts';
import { insertFirstVersion, liveVersion } from './store.ts';

/** The rule set and policy matrix that decide now, compiled once per version. */
export interface ActivePolicy {
  readonly rulesVersion: number;
  readonly rules: CompiledRuleSet;
  readonly matrixVersion: number;
  readonly matrix: PolicyMatrix;
  /** What to compute for each kind of operation: the rules about withdrawals read nothing of a log-in. */
  plan(kind: OperationKind): SignalPlan;
}

export interface LivePolicy {
  /** What a decision that starts now uses. */
  current(): ActivePolicy;
  /** Reads the live versions again; the old ones decide until that is done. */
  reload(): Promise<void>;
}

const contentHash = (content: string): string => hash('sha256', content, 'hex');

/** Puts version 1 of rules and matrix into a new workspace. Runs safely on several servers at once. */
export async function installBuiltInPolicy(store: Store, clock: Clock): Promise<void> {
  const contents = { rules: JSON.stringify({ rules: starterRules }), matrix: JSON.stringify(builtInMatrix) };
  await store.write(async (tx) => {
    for (const [kind, content] of Object.entries(contents)) {
      if ((await tx.first(liveVersion, { kind })) !== undefined) continue;
      await tx.run(insertFirstVersion, { kind, content, contentHash: contentHash(content), now: clock.now(), by: 'built-in' });
    }
  });
}

async function readLive(tx: ReadTx, kind: string): Promise<{ readonly version: number; readonly content: unknown }> {
  const row = await tx.first(liveVersion, { kind });
  if (row === undefined) throw new Error(`The workspace has no live ${kind}`);
  if (contentHash(row.content) !== row.contentHash)
    throw new Error(`The live ${kind} (version ${row.version}) were altered in the database`);
  return { version: row.version, content: JSON.parse(row.content) as unknown };
}

/**
 * Loads and compiles the live policy.
 * @throws Error when a live version is missing or altered, RuleSetError when its rules do not compile.
 */
export async function loadLivePolicy(store: Store): Promise<LivePolicy> {
  const read = () =>
    store.read(async (tx) => {
      const rules = await readLive(tx, 'rules');
      const matrix = await readLive(tx, 'matrix');
      return { rules, matrix };
    });

  const compile = async (): Promise<ActivePolicy> => {
    const live = await read();
    const rules = compileRuleSet(ruleSetSchema.parse(live.rules.content).rules, signalCatalogue);
    const plans = Object.fromEntries(operationKinds.map((kind) => [kind, planSignals(rules.readsWhen('operation', kind))])) as Readonly<
      Record<OperationKind, SignalPlan>
    >;
    return {
      rulesVersion: live.rules.version,
      rules,
      matrixVersion: live.matrix.version,
      matrix: matrixSchema.parse(live.matrix.content),
      plan: (kind) => plans[kind],
    };
  };

  let active = await compile();
  return {
    current: () => active,
    async reload() {
      active = await compile();
    },
  };
}
