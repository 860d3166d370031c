import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Countdown } from '../../../ui/Countdown.tsx';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';

/** Withdrawals wait: until when, and why (WH-02). */
export function HoldBanner() {
  const { customerApi } = useKit();
  const { data } = useQuery(customerApi.me.queryOptions({ input: undefined }));
  const held = data?.held;
  if (held === undefined || held === null) return null;
  const begins = Math.min(...(data?.holds ?? []).map(({ startsAt }) => startsAt));
  return (
    <div style={{ marginBottom: 20 }}>
      <Notice tone="warn" title="Withdrawals are on hold">
        <Text size="sm">
          {held.reason}{' '}
          {held.endsAt === null ? (
            'They wait until the case is closed.'
          ) : (
            <>
              Possible again in <Countdown from={begins} to={held.endsAt} withBar />
            </>
          )}
        </Text>
      </Notice>
    </div>
  );
}
