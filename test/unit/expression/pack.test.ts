import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { compileRuleSet } from '../../../src/main/engine/risk/rule-set.ts';
import { makeEvents } from '../../bench/generate.ts';
import { fused50 } from '../../bench/rules/fused-50.ts';
import { fusedReference } from '../../bench/rules/fused-reference.ts';
import { loadPack } from '../../bench/rules/pack.ts';
import { rule } from './support.ts';

const pack = await loadPack({ rulesFile: undefined, eventsFile: undefined, note: () => {} }, 3_000);
const rules = pack.rules.map(({ id, when, score }) => rule(id, when, { score }));
const [generated, closures] = (['generated', 'closures'] as const).map((codegen) => compileRuleSet(rules, pack.catalogue, { codegen }));

describe('the rule pack of the benches', () => {
  it('has 50 rules that read more than 40 fields, and each rule hits now and then', () => {
    expect(pack.rules).toHaveLength(50);
    expect(generated?.reads.size).toBeGreaterThan(40);
    const hit = new Set<number>();
    for (const event of makeEvents(60_000)) for (const { index } of generated?.evaluate(event).hits ?? []) hit.add(index);
    expect(pack.rules.filter((_, index) => !hit.has(index)).map(({ id }) => id)).toEqual([]);
  });

  it('finds the same hits in generated code, in closures, by hand and by translation', () => {
    const hits = new Uint32Array(50);
    const translated = fusedReference(pack);
    for (const event of pack.events) {
      const byHand = [...hits.slice(0, fused50(event as never, hits)).sort()];
      expect([...hits.slice(0, translated(event, hits)).sort()]).toEqual(byHand);
      for (const set of [generated, closures]) expect(set?.evaluate(event).hits.map((hit) => hit.index)).toEqual(byHand);
    }
  });

  it('comes out alike in both forms where every third field is missing', () => {
    for (const [i, event] of pack.events.slice(0, 1_000).entries()) {
      const holed: Facts = Object.fromEntries(Object.entries(event).map(([name, value], k) => [name, (i + k) % 3 === 0 ? null : value]));
      expect(generated?.evaluate(holed)).toEqual(closures?.evaluate(holed));
    }
  });
});
