import { Button, Checkbox, Textarea } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ResetTarget, resetTargets } from '../../../../shared/vocabulary/index.ts';
import { useKit } from '../../kit/kit.ts';
import type { DeviceReset } from '../data/queries.ts';
import { refusalText } from '../data/refusal.ts';
import { Card, Hero, Note, Row, TimeLeft, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './security.module.css';

const words = texts.reset;

/** Asks support to reset what cannot be used any more, shows how far that is, and stops it with one tap (RC-01, RC-05). */
export function ResetScreen() {
  const { customerApi } = useKit();
  const { data } = useQuery(customerApi.deviceResets.current.queryOptions());
  if (data === undefined) {
    return (
      <Screen title={words.title}>
        <Waiting>{texts.loading}</Waiting>
      </Screen>
    );
  }
  return data.reset === null ? <Ask /> : <Open reset={data.reset} />;
}

function Open({ reset }: { readonly reset: DeviceReset }) {
  const { customer, queryClient } = useKit();
  const cancel = useMutation({
    mutationFn: () => customer.deviceResets.cancel({ id: reset.id }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <Screen
      title={words.title}
      footer={
        reset.mayCancel ? (
          <Button size="lg" radius="xl" color="red.9" onClick={() => cancel.mutate()} loading={cancel.isPending}>
            {words.cancel}
          </Button>
        ) : undefined
      }
    >
      <Hero tone="warn" icon={IconHistory} title={words.status[reset.status]}>
        <p>{reset.effectAt === null ? words.waits : words.takesEffect}</p>
        <TimeLeft to={reset.effectAt ?? reset.expiresAt} />
      </Hero>
      <Card title={words.isReset}>
        {reset.targets.map((target) => (
          <Row key={target} title={words.targets[target]} />
        ))}
        <Row title={words.from} right={<span>{words.sources[reset.source]}</span>} />
      </Card>
      {cancel.error !== null && (
        <Note tone="bad">
          <p>{refusalText(cancel.error)}</p>
        </Note>
      )}
      <Note>{words.notYou}</Note>
    </Screen>
  );
}

function Ask() {
  const { customer, queryClient } = useKit();
  const [targets, setTargets] = useState<readonly ResetTarget[]>([]);
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () => customer.deviceResets.request({ targets: [...targets], reason: reason.trim() }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <Screen
      title={words.title}
      footer={
        <Button
          size="lg"
          radius="xl"
          disabled={targets.length === 0 || reason.trim().length < 3}
          loading={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {words.ask}
        </Button>
      }
    >
      <Note>{words.lead}</Note>
      <div className={classes.form}>
        <Checkbox.Group label={words.what} value={[...targets]} onChange={(chosen) => setTargets(chosen as ResetTarget[])}>
          <div className={classes.form} style={{ marginTop: 8, gap: 0 }}>
            {resetTargets.map((target) => (
              <Checkbox key={target} size="md" value={target} label={words.targets[target]} />
            ))}
          </div>
        </Checkbox.Group>
        <Textarea
          label={words.reason}
          size="md"
          radius="lg"
          rows={3}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      {ask.error !== null && (
        <Note tone="bad">
          <p>{refusalText(ask.error)}</p>
        </Note>
      )}
    </Screen>
  );
}
