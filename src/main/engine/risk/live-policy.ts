import { type OperationKind, operationKinds, type PolicyKind, policyKinds } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, Store } from '../../store/store.ts';
import type { Log } from '../engine.ts';
import type { Clock } from '../ports.ts';
import { inRollout } from './buckets.ts';
import { canonicalJson, contentHash } from './canonical-json.ts';
import { indexLists, listsSchema, noLists } from './declared/lists.ts';
import { builtInMatrix, matrixSchema, type PolicyMatrix } from './matrix.ts';
import { type CompiledRuleSet, compileRuleSet } from './rule-set.ts';
import { catalogueWith, planSignals, type SignalPlan } from './signals/catalogue.ts';
import { ruleSetSchema, starterRules } from './starter.ts';
import { activeSnoozes, formerThresholds, insertFirstVersion, liveVersion, rolloutVersion, shadowContents } from './store.ts';
import { builtInThresholds, type Thresholds, thresholdsSchema } from './thresholds.ts';

/** The rule set, lists, thresholds and policy matrix that decide together, compiled once per set of versions. */
export interface ActivePolicy {
  readonly rulesVersion: number;
  readonly rules: CompiledRuleSet;
  readonly matrixVersion: number;
  readonly matrix: PolicyMatrix;
  readonly listsVersion: number;
  readonly thresholdsVersion: number;
  readonly thresholds: Thresholds;
  /** What to compute for each kind of operation: the rules about withdrawals read nothing of a log-in. */
  plan(kind: OperationKind): SignalPlan;
}

/** A policy that decides for a part of the accounts. */
export interface Candidate {
  readonly kind: PolicyKind;
  readonly version: number;
  readonly policy: ActivePolicy;
  /** Rules that are not the same in the live set: only what these do wrong is the candidate's doing. */
  readonly ownRules: ReadonlySet<string>;
}

export interface LivePolicy {
  /** What decides for everybody whom no roll-out has reached. */
  current(): ActivePolicy;
  /** What a decision about this account that starts now uses (RT-07). */
  forAccount(accountId: string): ActivePolicy;
  /** The roll-out's candidate, where it has reached this account. */
  candidateFor(accountId: string): Candidate | null;
  /** Rules that are switched off for an account now (RT-10). */
  snoozed(accountId: string, now: number): ReadonlySet<string>;
  /** Reads what is live again; what was keeps deciding until that is done. */
  reload(): Promise<void>;
  /** Stops listening to other servers' changes. */
  close(): void;
}

/** Contents of each kind with the version they are. */
type Contents = Readonly<Record<PolicyKind, { readonly version: number; readonly content: unknown }>>;

/** Puts version 1 of everything governed into a new workspace. Runs safely on several servers at once. */
export async function installBuiltInPolicy(store: Store, clock: Clock): Promise<void> {
  await store.write(async (tx) => {
    const contents: Readonly<Record<PolicyKind, unknown>> = {
      rules: { rules: starterRules },
      lists: noLists,
      matrix: builtInMatrix,
      thresholds: await thresholdsBefore(tx),
    };
    for (const kind of policyKinds) {
      if ((await tx.first(liveVersion, { kind })) !== undefined) continue;
      const content = canonicalJson(contents[kind]);
      await tx.run(insertFirstVersion, { kind, content, contentHash: contentHash(content), now: clock.now(), by: 'built-in' });
    }
  });
}

/** Thresholds were settings once; a workspace that changed them keeps its own. */
async function thresholdsBefore(tx: ReadTx): Promise<Thresholds> {
  const rows = await tx.all(formerThresholds, {});
  const own = Object.fromEntries(rows.map(({ name, value }) => [name.split('.').at(-1) ?? '', JSON.parse(value) as unknown]));
  const parsed = thresholdsSchema.safeParse({ ...builtInThresholds, ...own });
  return parsed.success ? parsed.data : builtInThresholds;
}

async function readLive(tx: ReadTx, kind: PolicyKind): Promise<{ readonly version: number; readonly content: unknown }> {
  const row = await tx.first(liveVersion, { kind });
  if (row === undefined) throw new Error(`The workspace has no live ${kind}`);
  return { version: row.version, content: checked(kind, row) };
}

function checked(kind: string, row: { readonly version: number; readonly content: string; readonly contentHash: string }): unknown {
  if (contentHash(row.content) !== row.contentHash) throw new Error(`The ${kind} (version ${row.version}) were altered in the database`);
  return JSON.parse(row.content) as unknown;
}

/**
 * Puts one policy together.
 * @param alsoReads signals that nobody decides by yet but a candidate beside the live policy reads (RT-06)
 * @throws ZodError or RuleSetError when the contents do not fit together
 */
export function assemblePolicy(contents: Contents, alsoReads: ReadonlySet<string> = new Set()): ActivePolicy {
  const lists = listsSchema.parse(contents.lists.content);
  const rules = compileRuleSet(ruleSetSchema.parse(contents.rules.content).rules, catalogueWith(lists));
  const index = indexLists(lists);
  const plans = Object.fromEntries(
    operationKinds.map((kind) => [kind, planSignals(new Set([...rules.readsWhen('operation', kind), ...alsoReads]), index)]),
  ) as Readonly<Record<OperationKind, SignalPlan>>;
  return {
    rulesVersion: contents.rules.version,
    rules,
    matrixVersion: contents.matrix.version,
    matrix: matrixSchema.parse(contents.matrix.content),
    listsVersion: contents.lists.version,
    thresholdsVersion: contents.thresholds.version,
    thresholds: thresholdsSchema.parse(contents.thresholds.content),
    plan: (kind) => plans[kind],
  };
}

interface Loaded {
  readonly live: ActivePolicy;
  readonly rollout: (Candidate & { readonly id: string; readonly percent: number }) | null;
  readonly snoozes: ReadonlyMap<string, readonly { readonly ruleId: string; readonly expiresAt: number }[]>;
}

const none: ReadonlySet<string> = new Set();

async function load(store: Store, log: Log | undefined): Promise<Loaded> {
  const found = await store.read(async (tx) => ({
    contents: {
      rules: await readLive(tx, 'rules'),
      lists: await readLive(tx, 'lists'),
      matrix: await readLive(tx, 'matrix'),
      thresholds: await readLive(tx, 'thresholds'),
    },
    rollout: await tx.first(rolloutVersion, {}),
    shadows: await tx.all(shadowContents, {}),
    snoozes: await tx.all(activeSnoozes, {}),
  }));
  const { contents, rollout, shadows, snoozes } = found;
  const lists = listsSchema.parse(contents.lists.content);
  const shadowReads = new Set<string>();
  for (const { id, content } of shadows) {
    try {
      const { rules } = ruleSetSchema.parse(JSON.parse(content));
      for (const name of compileRuleSet(rules, catalogueWith(lists)).reads) shadowReads.add(name);
    } catch (error) {
      log?.warn({ err: error, draft: id }, 'a shadow candidate does not compile any more and is left out');
    }
  }
  const live = assemblePolicy(contents, shadowReads);
  return {
    live,
    rollout: rollout === undefined ? null : candidateOf(contents, rollout, live, shadowReads, log),
    snoozes: Map.groupBy(snoozes, ({ accountId }) => accountId),
  };
}

type RolloutRow = NonNullable<Awaited<ReturnType<typeof readRollout>>>;
const readRollout = (tx: ReadTx) => tx.first(rolloutVersion, {});

/** A roll-out that cannot be put together falls to live (RT-07). */
function candidateOf(
  contents: Contents,
  row: RolloutRow,
  live: ActivePolicy,
  reads: ReadonlySet<string>,
  log: Log | undefined,
): Loaded['rollout'] {
  try {
    const changed = { [row.kind]: { version: row.version, content: checked(row.kind, row) } };
    const policy = assemblePolicy({ ...contents, ...changed } as Contents, reads);
    const conditions = new Map(live.rules.rules.map((rule) => [rule.id, rule.when]));
    const ownRules = new Set(policy.rules.rules.flatMap(({ id, when }) => (conditions.get(id) === when ? [] : [id])));
    const { kind, version } = row;
    return {
      id: row.draftId ?? `${kind}:${version}`,
      percent: row.percent ?? 0,
      kind: kind as PolicyKind,
      version,
      policy,
      ownRules,
    };
  } catch (error) {
    log?.error({ err: error, kind: row.kind, version: row.version }, 'the roll-out cannot be used; the live policy decides for all');
    return null;
  }
}

/**
 * Loads and compiles the live policy, and again whenever a server publishes.
 * @throws Error when a live version is missing or altered, RuleSetError when its rules do not compile.
 */
export async function loadLivePolicy(store: Store, log?: Log): Promise<LivePolicy> {
  let loaded = await load(store, log);
  let wanted = 0;
  let running: Promise<void> | undefined;

  async function untilCurrent(): Promise<void> {
    for (;;) {
      const before = wanted;
      const next = await load(store, log);
      if (before !== wanted) continue;
      loaded = next;
      return;
    }
  }
  const reload = (): Promise<void> => {
    wanted += 1;
    running ??= untilCurrent().finally(() => {
      running = undefined;
    });
    return running;
  };
  const candidateFor = (accountId: string): Candidate | null => {
    const { rollout } = loaded;
    return rollout !== null && inRollout(rollout.id, accountId, rollout.percent) ? rollout : null;
  };
  const silence = store.feed.subscribe(({ topic }) => {
    if (topic !== 'policy' && topic !== 'feed.gap') return;
    reload().catch((error: unknown) => log?.error({ err: error }, 'the live policy could not be read again; the one before decides'));
  });
  return {
    current: () => loaded.live,
    forAccount: (accountId) => candidateFor(accountId)?.policy ?? loaded.live,
    candidateFor,
    snoozed(accountId, now) {
      const own = loaded.snoozes.get(accountId);
      return own === undefined ? none : new Set(own.flatMap(({ ruleId, expiresAt }) => (now < expiresAt ? [ruleId] : [])));
    },
    reload,
    close: silence,
  };
}
