import type { TFunction } from 'i18next';
import { factorKinds, outcomes } from '../../../../../shared/vocabulary/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';

/** `step_up:passkey+face` in words. */
export function resultWords(t: TFunction, key: string): string {
  const [name = '', steps = ''] = key.split(':');
  const outcome = outcomes.find((one) => one === name);
  const word = outcome === undefined ? t('rules.report.unknown') : t(`words.outcome.${outcome}`);
  if (steps === '') return word;
  const methods = steps.split('+').map((step) => {
    const factor = factorKinds.find((one) => one === step);
    return factor === undefined ? step : t(`words.factor.${factor}`);
  });
  return `${word}: ${methods.join(' + ')}`;
}

export const outcomeOf = (key: string): string => key.split(':')[0] ?? key;

/** A ratio as per cents with a digit behind the point; a dash where there is nothing to divide by. */
export function rateWords(t: TFunction, rate: number | null): string {
  return rate === null ? t('ui.none') : `${number(Math.round(rate * 1000) / 10, locale())} %`;
}

export const plain = (value: number): string => number(Math.round(value * 10) / 10, locale());

/** A rule's part of the score. */
export const signedScore = (score: number): string => (score > 0 ? `+${number(score, locale())}` : number(score, locale()));

/** With its sign, for what a draft adds or takes away. */
export const signed = (value: number): string => (value > 0 ? `+${plain(value)}` : value < 0 ? `−${plain(-value)}` : '0');
