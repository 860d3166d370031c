import type { RiskLists } from '../risk/declared/lists.ts';
import { checkExpression } from '../risk/expression/check.ts';
import { toClosure } from '../risk/expression/closures.ts';
import { isFault } from '../risk/expression/term.ts';
import type { RuleDefinition } from '../risk/rule-set.ts';
import { catalogueWith } from '../risk/signals/catalogue.ts';

/** How one test of a rule came out (RT-03). */
export interface RuleTestResult {
  readonly ruleId: string;
  readonly test: string;
  readonly expected: boolean;
  readonly hit: boolean;
  readonly passed: boolean;
  /** Why the rule could not be decided or the test says nothing; null where all is well. */
  readonly problem: string | null;
}

/** Runs the tests of every rule, disabled ones included. A rule that does not check fails all of its tests. */
export function runRuleTests(rules: readonly RuleDefinition[], lists: RiskLists): RuleTestResult[] {
  const catalogue = catalogueWith(lists);
  return rules.flatMap((rule) => {
    const { tests = [] } = rule;
    if (tests.length === 0) return [];
    const checked = checkExpression(rule.when, catalogue);
    return tests.map(({ name, facts, hit: expected }): RuleTestResult => {
      const result = { ruleId: rule.id, test: name, expected };
      if (!checked.ok) return { ...result, hit: false, passed: false, problem: checked.errors[0].message };
      const stranger = Object.keys(facts).find((fact) => !checked.reads.includes(fact));
      if (stranger !== undefined) return { ...result, hit: false, passed: false, problem: `The rule does not read ${stranger}` };
      const outcome = toClosure(checked.expression.term)(facts);
      const hit = outcome === true;
      const problem = isFault(outcome) ? [outcome.cause, outcome.signal].filter((part) => part !== undefined).join(': ') : null;
      return { ...result, hit, passed: hit === expected, problem };
    });
  });
}
