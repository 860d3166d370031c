import type { TFunction } from 'i18next';
import type { RuleAlert } from '../../../../../shared/contract/console/trends.ts';
import { plain, rateWords } from '../report/words.ts';

/** What an alert says, in one sentence. */
export function alertWords(t: TFunction, { measure, direction, observed, expected }: RuleAlert): string {
  if (measure === 'precision') {
    return t(`rules.alerts.precision.${direction}`, { observed: rateWords(t, observed), expected: rateWords(t, expected) });
  }
  return t(`rules.alerts.hits.${direction}`, { observed: plain(observed), expected: plain(expected) });
}
