import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { resetTargetPhrases } from '../../../../shared/vocabulary/index.ts';
import { Countdown } from '../../../ui/Countdown.tsx';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';

/** A device reset that is under way, with the one tap that stops it (RC-05). */
export function ResetBanner() {
  const { customer, customerApi, queryClient } = useKit();
  const { data } = useQuery(customerApi.deviceResets.current.queryOptions({ input: undefined }));
  const reset = data?.reset;
  const cancel = useMutation({
    mutationFn: () => customer.deviceResets.cancel({ id: reset?.id as never }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (reset === undefined || reset === null) return null;
  return (
    <div style={{ marginBottom: 20 }}>
      <Notice tone="warn" title="Support was asked to reset your devices" urgent>
        <Text size="sm" mb="sm">
          To be reset: {reset.targets.map((target) => resetTargetPhrases[target]).join(', ')}.{' '}
          {reset.effectAt === null ? (
            'Support is looking at it.'
          ) : (
            <>
              It takes effect in <Countdown from={reset.createdAt} to={reset.effectAt} />.
            </>
          )}{' '}
          If you did not ask for this, stop it now.
        </Text>
        {cancel.error !== null && <Text size="sm">{errorText(cancel.error)}</Text>}
        {reset.mayCancel && (
          <Group>
            <Button size="xs" color="red" onClick={() => cancel.mutate()} loading={cancel.isPending}>
              Stop it
            </Button>
          </Group>
        )}
      </Notice>
    </div>
  );
}
