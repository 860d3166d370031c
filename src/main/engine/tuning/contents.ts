import { listsSchema, ruleSetSchema } from '../../../shared/contract/policy.ts';
import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { PortcullisError } from '../errors.ts';
import { canonicalJson, contentHash } from '../risk/canonical-json.ts';
import { compileRuleSet, type RuleProblem, RuleSetError } from '../risk/rule-set.ts';
import { catalogueWith } from '../risk/signals/catalogue.ts';
import { type RuleTestResult, runRuleTests } from './rule-tests.ts';
import { liveOf } from './store.ts';

/** A content as text with its hash. What was read is compared before it is used: a row that somebody altered stops everything. */
export interface HashedContent {
  readonly text: string;
  readonly hash: string;
}

export function hashContent(content: unknown): HashedContent {
  const text = canonicalJson(content);
  return { text, hash: contentHash(text) };
}

/** @throws Error when the stored text is not what was hashed */
export function openContent({ content, contentHash: stored }: { readonly content: string; readonly contentHash: string }): unknown {
  if (contentHash(content) !== stored) throw new Error('A stored policy text was altered in the database');
  return JSON.parse(content) as unknown;
}

/** The live version of a kind with its content. */
export async function readLive(tx: ReadTx, kind: PolicyKind) {
  const row = await tx.first(liveOf, { kind });
  if (row === undefined) throw new Error(`The workspace has no live ${kind}`);
  return { ...row, parsed: openContent(row) };
}

/** The live rules, whether they are on or not. */
export const readRules = async (tx: ReadTx) => ruleSetSchema.parse((await readLive(tx, 'rules')).parsed).rules;

/** What stands against a content. */
export interface ContentCheck {
  readonly problems: readonly RuleProblem[];
  readonly tests: readonly RuleTestResult[];
}

/** Whether a content works together with what is live of the other kinds: rules with the lists they read, and the other way round. */
export async function checkContent(tx: ReadTx, kind: PolicyKind, content: unknown): Promise<ContentCheck> {
  if (kind !== 'rules' && kind !== 'lists') return { problems: [], tests: [] };
  const rules = ruleSetSchema.parse(kind === 'rules' ? content : (await readLive(tx, 'rules')).parsed).rules;
  const lists = listsSchema.parse(kind === 'lists' ? content : (await readLive(tx, 'lists')).parsed);
  const tests = runRuleTests(rules, lists);
  try {
    compileRuleSet(rules, catalogueWith(lists));
    return { problems: [], tests };
  } catch (error) {
    if (error instanceof RuleSetError) return { problems: error.problems, tests };
    throw error;
  }
}

/**
 * Asserts that a content could decide.
 * @throws PortcullisError `step_refused` with `rules_invalid` or `tests_failed`
 */
export async function requireSound(tx: ReadTx, kind: PolicyKind, content: unknown, testsToo: boolean): Promise<void> {
  const { problems, tests } = await checkContent(tx, kind, content);
  if (problems.length > 0) {
    throw new PortcullisError('step_refused', `These ${kind} do not work: ${problems[0]?.ruleId}: ${problems[0]?.message}`, {
      reason: 'rules_invalid',
      issues: problems.map(({ ruleId, message }) => ({ path: `content.${ruleId}`, message })),
    });
  }
  const failed = tests.filter(({ passed }) => !passed);
  if (testsToo && failed.length > 0) {
    throw new PortcullisError('step_refused', `${failed.length} of the rules’ own tests fail.`, {
      reason: 'tests_failed',
      issues: failed.map(({ ruleId, test, problem }) => ({
        path: `content.${ruleId}`,
        message: `${test}: ${problem ?? 'another result'}`,
      })),
    });
  }
}
