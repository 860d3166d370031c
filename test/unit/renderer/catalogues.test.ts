import { describe, expect, it } from 'vitest';
import { en } from '../../../src/renderer/i18n/en/index.ts';
import { zhCN } from '../../../src/renderer/i18n/zh-CN/index.ts';

type Texts = ReadonlyMap<string, string>;

function textsOf(catalogue: unknown, path = ''): Texts {
  if (typeof catalogue === 'string') return new Map([[path, catalogue]]);
  const entries = Object.entries(catalogue as Record<string, unknown>);
  return new Map(entries.flatMap(([key, value]) => [...textsOf(value, path === '' ? key : `${path}.${key}`)]));
}

/** Chinese has one plural form, so what English says of one is not said apart. */
const withoutSingular = (texts: Texts): Texts => new Map([...texts].filter(([key]) => !key.endsWith('_one')));

const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\{\s*([^},\s]+)/gu)].map(([, name]) => name ?? '').sort();

/** Views that are still shown in English. */
const untranslated = Object.keys(en).filter((view) => !(view in zhCN));

describe('the Chinese catalogue', () => {
  const wanted = withoutSingular(textsOf(Object.fromEntries(Object.entries(en).filter(([view]) => view in zhCN))));
  const given = textsOf(zhCN);

  it('has every text of the views that it covers', () => {
    expect([...wanted.keys()].filter((key) => !given.has(key))).toEqual([]);
  });

  it('has no text that English does not have', () => {
    expect([...given.keys()].filter((key) => !wanted.has(key))).toEqual([]);
  });

  it('names the same values in each text', () => {
    const different = [...given].filter(([key, text]) => placeholders(text).join() !== placeholders(wanted.get(key) ?? '').join());
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('covers what every person sees: the entrance, the shell, the shared words and the overview', () => {
    for (const view of ['ui', 'words', 'shell', 'signIn', 'overview']) expect(untranslated).not.toContain(view);
  });
});
