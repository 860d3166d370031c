import type { PolicyMatrix, RiskLists, RuleSet, Thresholds } from '../../../../shared/contract/policy.ts';
import { policySchemas } from '../../../../shared/contract/policy.ts';
import type { PolicyKind } from '../../../../shared/vocabulary/index.ts';

export type Rule = RuleSet['rules'][number];
export type RuleTest = NonNullable<Rule['tests']>[number];
export type RiskList = RiskLists['lists'][number];

/** What a governed kind contains. */
export interface Contents {
  readonly rules: RuleSet;
  readonly lists: RiskLists;
  readonly matrix: PolicyMatrix;
  readonly thresholds: Thresholds;
}
export type Content = Contents[PolicyKind];

/** A content as the engine sent it. */
export const readContent = <Kind extends PolicyKind>(kind: Kind, content: unknown): Contents[Kind] =>
  policySchemas[kind].parse(content) as Contents[Kind];

export interface Issue {
  /** Such as `rules.3.name`. */
  readonly path: string;
  readonly message: string;
}

/** What keeps a content from being saved. */
export function issuesOf(kind: PolicyKind, content: Content): readonly Issue[] {
  const parsed = policySchemas[kind].safeParse(content);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

/** Where each kind has its page. */
export const kindPaths = { rules: '/rules', lists: '/rules/lists', matrix: '/rules/matrix', thresholds: '/rules/thresholds' } as const;

/** An id made from a name, as the engine takes it. */
export const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
