import { Button } from '@mantine/core';
import { IconCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeEntry } from '../../kit/CodeEntry.tsx';
import { useKit } from '../../kit/kit.ts';
import { type CallerVerification, keyOf } from '../data/queries.ts';
import { refusalText, refusedFor } from '../data/refusal.ts';
import { sha256Hex } from '../device/bytes.ts';
import { callerText } from '../device/signed-text.ts';
import { WillNotSign } from '../requests/answer.ts';
import { CanonicalDetails } from '../requests/CanonicalDetails.tsx';
import { NumberField } from '../requests/NumberField.tsx';
import classes from '../requests/requests.module.css';
import { navigation } from '../shell/nav.ts';
import { Hero, Note, TimeLeft, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.caller;

type CallerAnswer = { readonly answer: 'deny' } | { readonly answer: 'confirm'; readonly number: string; readonly code?: string };

/** Somebody says to support that they are this customer: is it so? (RC-03) */
export function CallerScreen({ id }: { readonly id: string }) {
  const kit = useKit();
  const { data } = useQuery(kit.customerApi.callerVerifications.list.queryOptions());
  const caller = data?.items.find((each) => each.id === id);
  const answer = useMutation({
    mutationFn: async (given: CallerAnswer) => {
      const signature = given.answer === 'confirm' && caller?.method === 'trusted_device' ? await sign(caller, given.number) : undefined;
      return kit.customer.callerVerifications.answer({ id, ...given, ...(signature === undefined ? {} : { signature }) });
    },
    onSettled: () => kit.queryClient.invalidateQueries(),
  });
  const sign = async ({ canonicalText, canonicalHash }: CallerVerification, number: string): Promise<string> => {
    const key = await keyOf(kit);
    const shown = await sha256Hex(canonicalText);
    if (key === null) throw new WillNotSign('no_key');
    if (shown !== canonicalHash) throw new WillNotSign('other_text');
    return key.sign(callerText(id, number, shown));
  };

  if (answer.data !== undefined && answer.data.status !== 'pending') {
    const confirmed = answer.data.status === 'confirmed';
    return (
      <Screen title={words.title}>
        <Hero
          tone={confirmed ? 'good' : 'bad'}
          icon={confirmed ? IconCheck : IconShieldX}
          title={confirmed ? words.confirmed : words.denied}
        >
          <p>{confirmed ? words.confirmedMore : words.deniedMore}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      </Screen>
    );
  }
  if (caller === undefined) {
    return (
      <Screen title={words.title}>{data === undefined ? <Waiting>{texts.loading}</Waiting> : <Note tone="warn">{words.gone}</Note>}</Screen>
    );
  }
  return <Asked caller={caller} busy={answer.isPending} error={answer.error} onAnswer={answer.mutate} />;
}

interface AskedProps {
  readonly caller: CallerVerification;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onAnswer: (answer: CallerAnswer) => void;
}

function Asked({ caller, busy, error, onAnswer }: AskedProps) {
  const [number, setNumber] = useState('');
  const byCode = caller.method === 'authenticator';
  const byLink = caller.method === 'email' || caller.method === 'phone';
  return (
    <Screen
      title={words.title}
      footer={
        <div className={classes.pair}>
          <Button size="lg" radius="xl" color="red" variant="light" disabled={busy} onClick={() => onAnswer({ answer: 'deny' })}>
            {words.deny}
          </Button>
          {!byCode && !byLink && (
            <Button
              size="lg"
              radius="xl"
              disabled={number.length !== 2}
              loading={busy}
              onClick={() => onAnswer({ answer: 'confirm', number })}
            >
              {words.confirm}
            </Button>
          )}
        </div>
      }
    >
      <div className={classes.timeRow}>
        {texts.request.timeLeft}
        <TimeLeft to={caller.expiresAt} />
      </div>
      <Note tone="warn" title={words.ask}>
        <p>{words.askMore}</p>
      </Note>
      <CanonicalDetails text={caller.canonicalText} />
      {byLink ? (
        <Note>{words.byLink}</Note>
      ) : (
        <NumberField label={words.number} value={number} onChange={setNumber} busy={busy} wrong={refusedFor(error) === 'wrong_number'} />
      )}
      {byCode && number.length === 2 && (
        <CodeEntry label={words.code} busy={busy} error={null} round={0} onCode={(code) => onAnswer({ answer: 'confirm', number, code })} />
      )}
      {error !== null && (
        <Note tone="bad">
          <p>{refusalText(error)}</p>
        </Note>
      )}
    </Screen>
  );
}
