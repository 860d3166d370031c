import type { RiskLists } from '../../../../shared/contract/policy.ts';
import { declaredList } from '../../risk/declared/lists.ts';
import { type DeclaredWindow, declaredWindow } from '../../risk/declared/windows.ts';
import type { SignalCatalogue } from '../../risk/expression/catalogue.ts';
import { checkExpression, type Expression } from '../../risk/expression/check.ts';
import type { RuleDefinition } from '../../risk/rule-set.ts';
import { windowSpecs } from '../../risk/signals/windows.ts';

/** A rule whose condition is sound. */
export interface Checked {
  readonly rule: RuleDefinition;
  readonly expression: Expression;
}

/** The same text over the same lists is the same bits. */
export function keyOf({ when }: RuleDefinition, { reads }: Expression, lists: RiskLists): string {
  const read = reads.flatMap((name) => declaredList(name)?.listId ?? []);
  return read.length === 0 ? when : `${when}\n${JSON.stringify(lists.lists.filter(({ id }) => read.includes(id)))}`;
}

export const keysOf = (rules: readonly Checked[], lists: RiskLists): string[] =>
  rules.map(({ rule, expression }) => keyOf(rule, expression, lists));

/** Whether a signal is computed for rules that ask for it, and stands in no history. */
export const isDeclared = (name: string): boolean => declaredWindow(name) !== undefined || declaredList(name) !== undefined;

const checkedTexts = new WeakMap<SignalCatalogue, Map<string, Expression>>();
const keptTexts = 2_000;

/** Checks every enabled rule; a text that was checked against a catalogue stays checked. */
export function checkAll(rules: readonly RuleDefinition[], catalogue: SignalCatalogue): Checked[] {
  const known = checkedTexts.get(catalogue) ?? new Map<string, Expression>();
  checkedTexts.set(catalogue, known);
  if (known.size > keptTexts) known.clear();
  return rules
    .filter(({ enabled }) => enabled)
    .map((rule) => {
      const before = known.get(rule.when);
      if (before !== undefined) return { rule, expression: before };
      const checked = checkExpression(rule.when, catalogue);
      if (!checked.ok) throw new Error(`${rule.id}: ${checked.errors[0].message}`);
      known.set(rule.when, checked.expression);
      return { rule, expression: checked.expression };
    });
}

/** Windows of the catalogue as rules would declare them: history that never measured them computes them so. */
const aliases: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(windowSpecs).flatMap(([name, { shape, kind, lengthMs }]) => {
    const length = `${lengthMs / 60_000}m`;
    const declared = {
      account_count: `count__${kind}__${length}__account`,
      account_failed: `count__login_failed__${length}__account`,
      account_sum_cents: `sum__${kind}__${length}__account`,
      account_devices: `distinct__device__${kind}__${length}__account`,
      account_denied_requests: undefined,
      address_count: `count__${kind}__${length}__address`,
      address_failed: `count__login_failed__${length}__address`,
      address_accounts: `distinct__account__${kind}__${length}__address`,
      destination_accounts: `distinct__account__any__${length}__destination`,
    }[shape];
    return declared === undefined ? [] : [[name, declared]];
  }),
);

/** The window that a signal stands for when history holds no value of it. */
export const aliasOf = (name: string): DeclaredWindow | undefined => declaredWindow(aliases[name] ?? '');
