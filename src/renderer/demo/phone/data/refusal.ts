import { errorData } from '../../../ui/errors.ts';
import { errorText } from '../../kit/words.ts';
import { WillNotSign } from '../requests/answer.ts';
import { texts } from '../texts.ts';

/** Why something was refused, in words for the customer: the app's own where it has some, else those that all pages share. */
export function refusalText(error: unknown): string {
  if (error instanceof WillNotSign) return texts.refusals[error.why];
  const { reason, current } = errorData(error);
  if (reason === 'wrong_number') return texts.refusals.wrong_number(Number(current?.triesLeft ?? 0));
  const own = (texts.refusals as Readonly<Record<string, unknown>>)[reason ?? ''];
  return typeof own === 'string' ? own : errorText(error);
}

export const refusedFor = (error: unknown): string | undefined => errorData(error).reason;
