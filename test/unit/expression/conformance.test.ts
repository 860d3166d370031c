import { readFileSync } from 'node:fs';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { getConformanceSuite, type IncrementalTest } from '@bufbuild/cel-spec/testdata/tests.js';
import { describe, expect, it } from 'vitest';
import { isSignalName, type SignalType, type SignalValue } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import { canonicalInt } from '../../../src/main/engine/risk/expression/semantics.ts';
import { isFault } from '../../../src/main/engine/risk/expression/term.ts';
import { catalogueOf, evaluate } from './support.ts';

type Verdict = { readonly kind: 'passed' } | { readonly kind: 'failed' | 'skipped'; readonly why: string };

const passed: Verdict = { kind: 'passed' };
const failed = (why: string): Verdict => ({ kind: 'failed', why });
const skipped = (why: string): Verdict => ({ kind: 'skipped', why });

/** CEL's names for the primitive types of a declaration, as far as signals have them. */
const signalTypes = new Map<number, SignalType>([
  [1, 'bool'],
  [2, 'int'],
  [4, 'double'],
  [5, 'string'],
]);

function signalValue(value: Value | undefined): SignalValue | undefined {
  switch (value?.kind.case) {
    case 'boolValue':
    case 'doubleValue':
    case 'stringValue':
      return value.kind.value;
    case 'int64Value': {
      const canonical = canonicalInt(value.kind.value);
      return isFault(canonical) ? undefined : canonical;
    }
    default:
      return undefined;
  }
}

function declarations({ original }: IncrementalTest): Record<string, SignalType> | undefined {
  const declared: Record<string, SignalType> = {};
  for (const { name, declKind } of original.typeEnv) {
    const kind = declKind.case === 'ident' ? declKind.value.type?.typeKind : undefined;
    const type = kind?.case === 'primitive' ? signalTypes.get(kind.value) : undefined;
    if (!type || !isSignalName(name)) return undefined;
    declared[name] = type;
  }
  return declared;
}

function bindings({ original }: IncrementalTest): Record<string, SignalValue> | undefined {
  const facts: Record<string, SignalValue> = {};
  for (const [name, { kind }] of Object.entries(original.bindings)) {
    const value = kind.case === 'value' ? signalValue(kind.value) : undefined;
    if (value === undefined) return undefined;
    facts[name] = value;
  }
  return facts;
}

function judge(test: IncrementalTest): Verdict {
  const { expr, resultMatcher } = test.original;
  const declared = declarations(test);
  const facts = bindings(test);
  if (!declared || !facts) return skipped('declares a variable that no signal can be');
  const result = checkExpression(expr, catalogueOf(declared));
  if (!result.ok) return skipped(result.errors[0].message);

  const outcome = evaluate(result.expression, facts);
  const shown = `${expr} gave ${isFault(outcome) ? outcome.cause : String(outcome)}`;
  if (resultMatcher.case === 'evalError') return isFault(outcome) ? passed : failed(`${shown}, not an error`);
  const value = resultMatcher.case === 'typedResult' ? resultMatcher.value.result : resultMatcher.value;
  // A test that names no result wants true.
  const expected = resultMatcher.case === undefined ? true : signalValue(value as Value | undefined);
  if (expected === undefined) return failed(`${shown}, but the result is of a type outside the language`);
  return Object.is(outcome, expected) || outcome === expected ? passed : failed(`${shown}, not ${String(expected)}`);
}

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

describe('CEL conformance', () => {
  const counts = new Map<string, Count>();
  const failures: string[] = [];
  const reasons = new Map<string, number>();
  for (const file of getConformanceSuite().suites) {
    for (const section of file.suites) {
      const count: Count = { passed: 0, failed: 0, skipped: 0 };
      counts.set(`${file.name}/${section.name}`, count);
      for (const test of section.tests) {
        const verdict = judge(test);
        count[verdict.kind]++;
        if (verdict.kind === 'failed') failures.push(`${file.name}/${section.name}/${test.name}: ${verdict.why}`);
        if (verdict.kind === 'skipped') reasons.set(kindOf(verdict.why), (reasons.get(kindOf(verdict.why)) ?? 0) + 1);
      }
    }
  }
  const sections = [...counts].filter(([, count]) => count.passed + count.failed > 0);

  it('RT-01 fails no case of the specification that lies inside the rule language', () => {
    const rows = sections.map(([name, { passed: p, failed: f, skipped: s }]) => `${name.padEnd(36)}${pad(p)}${pad(f)}${pad(s)}`);
    const outside = [...counts].filter(([, count]) => count.passed + count.failed === 0).reduce((sum, [, count]) => sum + count.skipped, 0);
    const why = [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, n]) => `${String(n).padStart(6)}  ${reason}`);
    console.log(
      [`${'section'.padEnd(36)}  passed  failed skipped`, ...rows, `in other sections ${outside} skipped`, 'why skipped:', ...why].join(
        '\n',
      ),
    );
    expect(failures).toEqual([]);
  });

  it('covers the sections and the numbers that docs/guides/rules.md states', () => {
    const guide = readFileSync(new URL('../../../docs/guides/rules.md', import.meta.url), 'utf8');
    const stated = [...guide.matchAll(/^\| (\w+\/\w+) \| (\d+) \| (\d+) \|/gm)].map(([, name, p, s]) => `${name} ${p} ${s}`);
    expect(sections.map(([name, count]) => `${name} ${count.passed} ${count.skipped}`)).toEqual(stated);
    const total = sections.reduce((sum, [, count]) => sum + count.passed, 0);
    expect(guide).toContain(`${total} pass and none`);
  });
});

const pad = (n: number): string => String(n).padStart(8);

/** Groups refusals by what was refused, leaving out the names that were quoted. */
const kindOf = (why: string): string => why.replace(/["'`].*["'`]/g, '…').replace(/: .*/, '');
