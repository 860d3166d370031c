import { Button, Group, PinInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';

/** Support asks whether it is really you who is in contact (RC-03). */
export function CallerBanner() {
  const { customer, customerApi, queryClient } = useKit();
  const { data } = useQuery(customerApi.callerVerifications.list.queryOptions({ input: undefined }));
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const asked = data?.items.find(({ status }) => status === 'pending');
  const answer = useMutation({
    mutationFn: (what: 'confirm' | 'deny') =>
      customer.callerVerifications.answer({
        id: asked?.id as never,
        answer: what,
        ...(what === 'confirm' ? { number, ...(asked?.method === 'authenticator' ? { code } : {}) } : {}),
      }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (asked === undefined) return null;
  const here = asked.method === 'authenticator';
  return (
    <div style={{ marginBottom: 20 }}>
      <Notice tone="warn" title="Are you in contact with support right now?" urgent>
        <Stack gap="sm">
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            {here
              ? 'Enter the number that the agent tells you, and a code of your authenticator app. Never tell the agent a code.'
              : asked.method === 'trusted_device'
                ? 'Confirm on your trusted device.'
                : 'Confirm by the link that was sent to you.'}
          </Text>
          {answer.error !== null && <Text size="sm">{errorText(answer.error)}</Text>}
          <Group>
            {here && (
              <>
                <PinInput length={2} type="number" aria-label="The agent’s number" value={number} onChange={setNumber} size="sm" />
                <PinInput length={6} type="number" aria-label="Authenticator code" value={code} onChange={setCode} size="sm" />
                <Button size="xs" onClick={() => answer.mutate('confirm')} disabled={number.length < 2 || code.length < 6}>
                  Confirm
                </Button>
              </>
            )}
            <Button size="xs" variant="default" onClick={() => answer.mutate('deny')}>
              No, that is not me
            </Button>
          </Group>
        </Stack>
      </Notice>
    </div>
  );
}
