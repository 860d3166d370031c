import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import { compileRuleSet, type RuleDefinition } from '../../../src/main/engine/risk/rule-set.ts';
import { signalCatalogue } from '../../../src/main/engine/risk/signals/catalogue.ts';

const guide = readFileSync(new URL('../../../docs/guides/rules.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language = '', text = '']) => ({ language, text }));

describe('docs/guides/rules.md', () => {
  it('RT-01 shows a rule that compiles against the signal catalogue', () => {
    const rules = blocks.filter(({ language }) => language === 'json').map(({ text }): RuleDefinition => JSON.parse(text));
    expect(rules).toHaveLength(1);
    expect(compileRuleSet(rules, signalCatalogue).rules).toEqual(rules);
  });

  const [refused, ...sound] = blocks.filter(({ language }) => language === '');

  it('RT-01 shows an error as the checker reports it', () => {
    const [message, source = ''] = refused?.text.split('\n') ?? [];
    const result = checkExpression(source, signalCatalogue);
    expect(result.ok ? [] : result.errors.map((error) => `${error.message}\n${error.excerpt}\n`)).toEqual([refused?.text]);
    expect(message).toContain('did you mean');
  });

  it.each(
    sound.flatMap(({ text }) =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('//'))
        .map((line) => [line]),
    ),
  )('RT-01 shows a condition that is sound: %s', (source) => {
    expect(checkExpression(source, signalCatalogue)).toMatchObject({ ok: true, type: 'bool' });
  });
});
