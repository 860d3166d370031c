import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { api, type Outputs } from '../../../connection/api.ts';

const CHECK_AFTER_MS = 120;
const KEPT_MS = 30_000;

/** What the engine says to a condition, a moment after it was typed (RT-01); null before its first answer. */
export function useCheck(when: string): Outputs['tuning']['check'] | null {
  const [text] = useDebouncedValue(when, CHECK_AFTER_MS);
  const checked = useQuery({
    ...api.tuning.check.queryOptions({ input: text.trim() === '' ? skipToken : { when: text } }),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
  });
  return text.trim() === '' ? null : (checked.data ?? null);
}
