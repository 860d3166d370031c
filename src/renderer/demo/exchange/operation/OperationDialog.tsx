import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ExchangeOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { StepSkeleton } from '../../kit/StepSkeleton.tsx';
import { StepUp } from '../../kit/StepUp.tsx';
import type { Operation } from '../../kit/step.ts';
import { useCountdown } from '../../kit/use-countdown.ts';
import { errorText } from '../../kit/words.ts';
import classes from './OperationDialog.module.css';
import type { Asked } from './wish.ts';

type Submitted = ExchangeOutputs['operations']['submit'];

interface OperationDialogProps {
  readonly asked: Asked;
  readonly onClose: () => void;
}

/** One operation from the wish to its end: what Portcullis decided, the steps it asks for, and why when it says no. */
export function OperationDialog({ asked, onClose }: OperationDialogProps) {
  const { exchange, queryClient } = useKit();
  const [ended, setEnded] = useState<{ readonly operation: Operation; readonly advice: string | null } | null>(null);
  const [authorized, setAuthorized] = useState<string | null>(null);

  const carryOut = useMutation({
    mutationFn: async (operationId: string) => asked.carryOut(operationId),
    onSuccess: () => {
      if (asked.done !== undefined) notifications.show({ message: asked.done, color: 'green' });
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  const { mutate: act } = carryOut;
  const onDone = useCallback(
    (operation: Operation) => {
      setAuthorized(operation.id);
      act(operation.id);
    },
    [act],
  );
  const onOver = useCallback((operation: Operation, advice: string | null) => setEnded({ operation, advice }), []);

  const submit = useMutation({ mutationFn: () => exchange.operations.submit({ wish: asked.wish }) });
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    submit.mutate(undefined, { onSuccess: ({ operation }) => operation.status === 'authorized' && onDone(operation as Operation) });
  });

  const leave = () => {
    const open = submit.data?.operation;
    if (open !== undefined && open.status === 'awaiting_step_up' && ended === null && authorized === null) {
      exchange.operations.cancel({ id: open.id }).catch(() => undefined);
    }
    onClose();
  };

  return (
    <Modal opened onClose={leave} title={asked.title} size="lg" closeOnClickOutside={false}>
      <Stack gap="lg">
        {asked.facts !== undefined && ended === null && (
          <dl className={classes.facts}>
            {asked.facts.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {submit.isPending && <StepSkeleton label="Asking" />}
        {submit.error !== null && (
          <Notice tone="bad" urgent>
            {errorText(submit.error)}
          </Notice>
        )}
        {submit.data !== undefined && authorized === null && ended === null && (
          <Decided submitted={submit.data} onDone={onDone} onOver={onOver} />
        )}
        {ended !== null && <Ended operation={ended.operation} advice={ended.advice} />}
        {authorized !== null && carryOut.isPending && <StepSkeleton label="Carrying it out" />}
        {authorized !== null && carryOut.error !== null && (
          <>
            <Notice tone="bad" title="It was authorized, but could not be carried out" urgent>
              {errorText(carryOut.error)}
            </Notice>
            <Group>
              <Button onClick={() => carryOut.mutate(authorized)}>Try again</Button>
            </Group>
          </>
        )}
        {(ended !== null || submit.error !== null || submit.data?.decision.outcome === 'deny') && (
          <Group>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

interface DecidedProps {
  readonly submitted: Submitted;
  readonly onDone: (operation: Operation) => void;
  readonly onOver: (operation: Operation, advice: string | null) => void;
}

function Decided({ submitted: { operation, decision }, onDone, onOver }: DecidedProps) {
  if (decision.outcome === 'deny') {
    return (
      <Notice tone="bad" title="This was refused">
        It does not look like you, or it is not allowed on your account. If it was you, contact support from your bound e-mail address.
      </Notice>
    );
  }
  if (decision.outcome === 'hold') return <Held until={operation.holdEndsAt} />;
  return <StepUp operationId={operation.id} onDone={onDone} onOver={onOver} />;
}

function Held({ until }: { readonly until: number | null }) {
  const { text } = useCountdown(until ?? 0);
  return (
    <Notice tone="warn" title="Withdrawals are on hold">
      {until === null ? 'A case is open on your account. Withdrawals wait until it is closed.' : `They are possible again in ${text}.`}
    </Notice>
  );
}

const endedWords: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  denied: { title: 'This was not authorized', text: 'The verification failed or was rejected. Nothing has happened.' },
  expired: { title: 'This timed out', text: 'It was not confirmed in time. Start it again when you have your device at hand.' },
  cancelled: { title: 'This was cancelled', text: 'Nothing has happened. Start it again if you still want it.' },
};

const reasonWords: Readonly<Record<string, string>> = {
  not_me: 'It was rejected on your trusted device as not yours. Everything that was pending is frozen; review your security settings.',
  changed_my_mind: 'You rejected it on your trusted device.',
  timed_out: 'The request on your device timed out. Start again here.',
};

function Ended({ operation, advice }: { readonly operation: Operation; readonly advice: string | null }) {
  const words = endedWords[operation.status];
  const { finishReason } = operation;
  // Portcullis' own reasons are sentences already.
  const reason = finishReason === null ? undefined : (reasonWords[finishReason] ?? (finishReason.includes(' ') ? finishReason : undefined));
  return (
    <Notice tone="bad" title={words?.title ?? 'This is over'} urgent>
      <Text size="sm">{reason ?? words?.text}</Text>
      {advice !== null && (
        <Text size="sm" mt={6}>
          {advice}
        </Text>
      )}
    </Notice>
  );
}
