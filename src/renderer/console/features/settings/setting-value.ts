import type { TFunction } from 'i18next';
import { currentLanguage, locale } from '../../../i18n/i18n.ts';
import { settingChoices, settingMeanings, settingUnits } from '../../../i18n/zh-CN/setting-meanings.ts';
import { decimal, duration, number } from '../../../ui/format.ts';
import { list } from '../../../ui/list.ts';
import type { Outputs } from '../../connection/api.ts';

export type Setting = Outputs['settings']['list']['items'][number];

const inChinese = (words: Readonly<Record<string, string>>, key: string): string | undefined =>
  currentLanguage() === 'zh-CN' ? words[key] : undefined;

/** What a setting means. The engine says it in English; a setting that nobody has translated yet keeps that. */
export const meaningWords = ({ name, meaning }: Setting): string => inChinese(settingMeanings, name) ?? meaning;

/** One of the choices of a setting. */
export const choiceWords = (choice: string): string => inChinese(settingChoices, choice) ?? choice;

/** The value of a setting in words. */
export function settingWords(t: TFunction, setting: Setting, value: unknown): string {
  switch (setting.kind) {
    case 'duration':
      return typeof value === 'number' ? duration(value, locale()) : String(value);
    case 'integer':
    case 'number':
      return typeof value === 'number' ? withUnit(number(value, locale()), setting.unit) : String(value);
    case 'money':
      return withUnit(decimal(String(value), locale()), setting.unit);
    case 'boolean':
      return value === true ? t('settings.on') : t('settings.off');
    case 'text_list':
      return Array.isArray(value) && value.length > 0
        ? list(
            value.map((one) => choiceWords(String(one))),
            locale(),
          )
        : t('settings.empty');
    case 'choice':
      return choiceWords(String(value));
    case 'text':
      return String(value);
  }
}

/** The range of a setting in words, or null where it has none. */
export function rangeWords(t: TFunction, setting: Setting): string | null {
  if (setting.min === null || setting.max === null) return null;
  const [min, max] = [setting.min, setting.max].map((value) => settingWords(t, setting, setting.kind === 'money' ? String(value) : value));
  return t('settings.range', { min: min ?? '', max: max ?? '' });
}

export function isDefault(setting: Setting): boolean {
  return sameValue(setting.value, setting.defaultValue);
}

/** Values are numbers, texts, switches and lists of texts. */
export const sameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** `approval.ttl` belongs with the other settings of `approval`. */
export function settingGroup(name: string): string {
  return name.split('.')[0] ?? name;
}

export const timeUnits = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type TimeUnit = keyof typeof timeUnits;

/** The largest unit in which a length of time is a whole number, so that 24 h reads “24 hours” and not “86400000”. */
export function fittingUnit(ms: number): TimeUnit {
  const units: readonly TimeUnit[] = ['d', 'h', 'min', 's'];
  return ms === 0 ? 'h' : (units.find((unit) => ms % timeUnits[unit] === 0 && (unit !== 'd' || ms >= 2 * timeUnits.d)) ?? 'ms');
}

/** What a number of a setting counts. */
export const unitWords = (unit: string): string => inChinese(settingUnits, unit) ?? unit;

function withUnit(text: string, unit: string | null): string {
  return unit === null ? text : `${text} ${unitWords(unit)}`;
}
