import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/main/engine/settings/catalogue.ts';
import type { SettingSpec } from '../../../src/main/engine/settings/kinds.ts';
import { en } from '../../../src/renderer/i18n/en/index.ts';
import { zhCN } from '../../../src/renderer/i18n/zh-CN/index.ts';
import { settingMeanings, settingUnits } from '../../../src/renderer/i18n/zh-CN/setting-meanings.ts';

type Texts = ReadonlyMap<string, string>;

function textsOf(catalogue: unknown, path = ''): Texts {
  if (typeof catalogue === 'string') return new Map([[path, catalogue]]);
  const entries = Object.entries(catalogue as Record<string, unknown>);
  return new Map(entries.flatMap(([key, value]) => [...textsOf(value, path === '' ? key : `${path}.${key}`)]));
}

/** Chinese has one plural form, so what English says of one is not said apart. */
function withoutSingular(texts: Texts): Texts {
  const isSingular = (key: string) => key.endsWith('_one') && texts.has(key.replace(/_one$/u, '_other'));
  return new Map([...texts].filter(([key]) => !isSingular(key)));
}

/** What a text leaves open, each with its format: a number written plainly in one language is an error in the other too. */
const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{([^}]*)\}\}/gu)].map(([, inner = '']) => inner.replaceAll(/\s+/gu, '')).sort();

/** Twice in one language and once in another is a matter of wording. */
const valuesOf = (text: string | undefined): string => [...new Set(placeholders(text ?? ''))].join();

describe('the Chinese catalogue', () => {
  const wanted = withoutSingular(textsOf(en));
  const given = textsOf(zhCN);

  it('has every text that English has', () => {
    expect([...wanted.keys()].filter((key) => !given.has(key))).toEqual([]);
  });

  it('has no text that English does not have', () => {
    expect([...given.keys()].filter((key) => !wanted.has(key))).toEqual([]);
  });

  it('leaves no text empty', () => {
    expect([...given].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('names the same values in each text, in the same formats', () => {
    const different = [...wanted].filter(([key, text]) => given.has(key) && valuesOf(given.get(key)) !== valuesOf(text));
    expect(different.map(([key]) => key)).toEqual([]);
  });
});

describe('the words for the settings', () => {
  const settings: Readonly<Record<string, SettingSpec>> = catalogue;

  it('say in Chinese what each setting means, naming the same settings as English does', () => {
    const others = (text: string) =>
      text
        .match(/\b[a-z]+\.[a-z]+[A-Z]\w*/gu)
        ?.sort()
        .join() ?? '';
    expect(Object.keys(settingMeanings).sort()).toEqual(Object.keys(settings).sort());
    const different = Object.entries(settings).filter(([name, { meaning }]) => others(meaning) !== others(settingMeanings[name] ?? ''));
    expect(different.map(([name]) => name)).toEqual([]);
  });

  it('say in Chinese what each number counts', () => {
    const units = Object.values(settings).flatMap((spec) => ('unit' in spec && spec.unit !== undefined ? [spec.unit] : []));
    expect([...new Set(units)].filter((unit) => settingUnits[unit] === undefined)).toEqual([]);
  });

  it('name each group of them', () => {
    const groups = [...new Set(Object.keys(settings).map((name) => name.split('.')[0]))];
    expect(Object.keys(en.settings.group).sort()).toEqual(groups.sort());
  });
});
