import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compileRuleSet, RuleSetError } from '../../../src/main/engine/risk/rule-set.ts';
import { catalogueOf, rule } from './support.ts';

const catalogue = catalogueOf({ kind: 'string', amount: 'double', n: 'int', is_vpn: 'bool' });
const forms = ['generated', 'closures'] as const;

describe.each(forms)('a rule set, %s', (codegen) => {
  const compile = (rules: Parameters<typeof compileRuleSet>[0]) => compileRuleSet(rules, catalogue, { codegen });

  it('RT-01 adds the scores of the hits and takes the strictest outcome', () => {
    const set = compile([
      rule('large', 'kind == "withdrawal" && amount > 1000', { score: 30 }),
      rule('vpn', 'is_vpn', { score: 12.5 }),
      rule('hold', 'kind == "withdrawal" && is_vpn', { outcome: 'hold' }),
      rule('step_up', 'amount > 10', { outcome: 'step_up' }),
      rule('quiet', 'kind == "login"', { score: 99 }),
    ]);
    const result = set.evaluate({ kind: 'withdrawal', amount: 5000, is_vpn: true });
    expect(result.score).toBe(42.5);
    expect(result.outcome).toBe('hold');
    expect(result.hits.map((hit) => [hit.index, hit.ruleId, hit.score])).toEqual([
      [0, 'large', 30],
      [1, 'vpn', 12.5],
      [2, 'hold', 0],
      [3, 'step_up', 0],
    ]);
    expect(set.evaluate({ kind: 'deposit', amount: 1, is_vpn: false })).toEqual({ score: 0, outcome: undefined, hits: [], failures: [] });
  });

  it('RT-01 counts a rule that cannot be decided as failed, with its cause, and lets the others go on', () => {
    const set = compile([
      rule('a', 'kind == "login" && n > 1'),
      rule('b', 'kind == "login" && 1 / n > -1'),
      rule('c', 'kind == "login"'),
      rule('d', 'kind != "login" && n > 1'),
      rule('e', 'amount > 1'),
    ]);
    expect(set.evaluate({ kind: 'login' })).toMatchObject({
      hits: [{ ruleId: 'c' }],
      failures: [
        { index: 0, ruleId: 'a', fault: { cause: 'missing_signal', signal: 'n' } },
        { index: 1, ruleId: 'b', fault: { cause: 'missing_signal', signal: 'n' } },
        { index: 4, ruleId: 'e', fault: { cause: 'missing_signal', signal: 'amount' } },
      ],
    });
    expect(set.evaluate({ kind: 'login', n: 0, amount: 0 }).failures).toMatchObject([
      { ruleId: 'b', fault: { cause: 'division_by_zero' } },
    ]);
    expect(set.evaluate({ n: 2, amount: 2 })).toMatchObject({
      hits: [{ ruleId: 'e' }],
      failures: ['a', 'b', 'c', 'd'].map((ruleId) => ({ ruleId, fault: { cause: 'missing_signal', signal: 'kind' } })),
    });
  });

  it('leaves disabled rules out, even broken ones, and reads only what the others need', () => {
    const set = compile([rule('off', 'nonsense >', { enabled: false }), rule('on', 'n > 1 && known(amount)')]);
    expect([...set.reads].sort()).toEqual(['amount', 'n']);
    expect(set.rules.map(({ id }) => id)).toEqual(['on']);
    expect(set.evaluate({ n: 2, amount: 1 }).hits).toMatchObject([{ index: 0, ruleId: 'on' }]);
  });

  it('knows which signals matter for one kind of operation', () => {
    const set = compile([
      rule('a', 'kind == "login" && n > 1'),
      rule('b', 'kind in ["login", "trade"] && amount > 1'),
      rule('c', 'is_vpn'),
    ]);
    expect([...set.readsWhen('kind', 'login')].sort()).toEqual(['amount', 'is_vpn', 'kind', 'n']);
    expect([...set.readsWhen('kind', 'trade')].sort()).toEqual(['amount', 'is_vpn', 'kind']);
    expect([...set.readsWhen('kind', 'other')]).toEqual(['is_vpn']);
  });

  it('evaluates an empty set', () => {
    expect(compile([]).evaluate({ kind: 'login' })).toEqual({ score: 0, outcome: undefined, hits: [], failures: [] });
  });

  it('reuses one place for results from event to event', () => {
    const set = compile([rule('a', 'n > 1'), rule('b', 'n > 2')]);
    const matches = set.newMatches();
    set.run({ n: 3 }, matches);
    expect([...matches.hits.subarray(0, matches.hitCount)]).toEqual([0, 1]);
    set.run({}, matches);
    expect([matches.hitCount, matches.failures.length]).toEqual([0, 2]);
    set.run({ n: 2 }, matches);
    expect([...matches.hits.subarray(0, matches.hitCount), matches.failures.length]).toEqual([0, 0]);
  });

  it('holds a thousand rules', () => {
    const rules = Array.from({ length: 1_000 }, (_, i) =>
      rule(`r${i}`, i % 2 === 0 ? `kind == "k${i % 10}" && n > ${i}` : `n > ${i} && is_vpn`),
    );
    const set = compile(rules);
    const expected = rules.flatMap((_, i) => (i < 500 && (i % 2 === 1 || i % 10 === 4) ? [i] : []));
    expect(set.evaluate({ kind: 'k4', n: 500, is_vpn: true }).hits.map((hit) => hit.index)).toEqual(expected);
    const partly = set.evaluate({ n: 500, is_vpn: true });
    expect([partly.hits.length, partly.failures.length]).toEqual([250, 250]);
  });

  it('decides ints beyond the safe range beside ordinary rules', () => {
    const set = compile([
      rule('big', 'kind == "login" && n == 9007199254740993'),
      rule('small', 'kind == "login" && n > 5'),
      rule('x', 'kind == "x"'),
    ]);
    expect(set.evaluate({ kind: 'login', n: 9007199254740993n }).hits.map((hit) => hit.ruleId)).toEqual(['big', 'small']);
    expect(set.evaluate({ kind: 'login', n: 6 }).hits.map((hit) => hit.ruleId)).toEqual(['small']);
  });
});

describe('compiling a rule set', () => {
  it('RT-01 names every rule that cannot be used, and the place', () => {
    const broken = [
      rule('typo', 'amont > 5'),
      rule('number', 'n + 1'),
      rule('neither', 'is_vpn', { score: undefined }),
      rule('both', 'is_vpn', { score: 1, outcome: 'deny' }),
      rule('endless', 'is_vpn', { score: Number.POSITIVE_INFINITY }),
      rule('twice', 'is_vpn'),
      rule('twice', 'is_vpn'),
    ];
    const attempt = () => compileRuleSet(broken, catalogue);
    expect(attempt).toThrow(RuleSetError);
    expect(attempt).toThrow('typo: Unknown signal "amont": did you mean "amount"? (line 1, column 1)');
    try {
      attempt();
    } catch (error) {
      const { problems } = error as RuleSetError;
      expect(problems.map(({ ruleId, message }) => [ruleId, message]).slice(1)).toEqual([
        ['number', 'the condition is int, not bool'],
        ['neither', 'a rule has either a score or an outcome'],
        ['both', 'a rule has either a score or an outcome'],
        ['endless', 'the score is not a number'],
        ['twice', 'another rule has the same id'],
      ]);
      expect(problems[0]?.errors).toMatchObject([{ line: 1, column: 1, length: 5 }]);
    }
  });

  it('generates code where it may', () => {
    expect(compileRuleSet([rule('a', 'is_vpn')], catalogue).form).toBe('generated');
  });

  it('falls back to closures where the process must not generate code', () => {
    const program = `
      const { createCatalogue } = await import('./src/main/engine/risk/expression/catalogue.ts');
      const { compileRuleSet } = await import('./src/main/engine/risk/rule-set.ts');
      const rules = [{ id: 'a', name: 'a', when: 'n > 1', score: 7, reason: '', tags: [], enabled: true }];
      const set = compileRuleSet(rules, createCatalogue([{ name: 'n', type: 'int' }]));
      console.log(JSON.stringify([set.form, set.evaluate({ n: 2 }).score]));`;
    const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
    expect(JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }))).toEqual(['closures', 7]);
  });
});
