import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/main/engine/risk/canonical-json.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { diffContents, mergeContents } from '../../../src/main/engine/tuning/diff.ts';
import { parseContent, partsOf, wholeOf } from '../../../src/main/engine/tuning/kinds.ts';

const rule = (id: string, score: number) => ({ id, name: id, when: 'true', score, reason: id, tags: [], enabled: true });
const ruleSet = fc
  .uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), score: fc.integer({ min: 0, max: 3 }) }), { selector: ({ id }) => id })
  .map((rules) => ({ rules: rules.map(({ id, score }) => rule(id, score)) }));
const byId = (content: { rules: readonly { id: string }[] }) => [...content.rules].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('comparing two contents', () => {
  it('RT-03 names what was added, removed and changed, down to the field', () => {
    const before = { rules: [rule('a', 1), rule('b', 2)] };
    const after = { rules: [rule('b', 3), rule('c', 1)] };
    expect(diffContents('rules', before, after)).toMatchObject([
      { part: 'b', change: 'changed', fields: ['score'] },
      { part: 'c', change: 'added', before: null },
      { part: 'a', change: 'removed', after: null },
    ]);
    expect(diffContents('thresholds', { medium: 1, high: 2 }, { medium: 1, high: 3 })).toMatchObject([
      { part: 'high', before: 2, after: 3 },
    ]);
  });

  it('RT-03 finds nothing exactly where the content is the same', () => {
    fc.assert(
      fc.property(ruleSet, ruleSet, (one, other) => {
        const equal = canonicalJson(byId(one)) === canonicalJson(byId(other));
        expect(diffContents('rules', one, other).length === 0).toBe(equal);
      }),
    );
  });

  it('PO-03 takes the matrix apart by operation and puts it together again', () => {
    const whole = parseContent('matrix', wholeOf('matrix', partsOf('matrix', builtInMatrix)));
    expect(diffContents('matrix', builtInMatrix, whole)).toEqual([]);
  });
});

describe('bringing a draft up to what went live meanwhile', () => {
  it('RT-03 keeps what either side did alone, and refuses what both did in another way', () => {
    fc.assert(
      fc.property(ruleSet, ruleSet, ruleSet, (base, draft, live) => {
        const merged = mergeContents('rules', base, draft, live);
        const at = (content: { rules: readonly { id: string }[] }, id: string) =>
          canonicalJson(content.rules.find((each) => each.id === id) ?? null);
        const clashing = ['a', 'b', 'c', 'd'].filter((id) => {
          const [from, mine, theirs] = [at(base, id), at(draft, id), at(live, id)];
          return from !== mine && from !== theirs && mine !== theirs;
        });
        if ('conflicts' in merged) {
          expect([...merged.conflicts].sort()).toEqual(clashing);
          return;
        }
        expect(clashing).toEqual([]);
        const content = merged.content as typeof base;
        for (const id of ['a', 'b', 'c', 'd']) {
          expect(at(content, id)).toBe(at(base, id) === at(draft, id) ? at(live, id) : at(draft, id));
        }
      }),
    );
  });
});
