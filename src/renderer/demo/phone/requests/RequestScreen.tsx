import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';
import { type DeviceRequest, keyOf } from '../data/queries.ts';
import { refusalText, refusedFor } from '../data/refusal.ts';
import type { Answer } from '../device/signed-text.ts';
import { Note, TimeLeft, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { texts } from '../texts.ts';
import { signedAnswer } from './answer.ts';
import { CanonicalDetails } from './CanonicalDetails.tsx';
import { NumberField } from './NumberField.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './requests.module.css';
import { Suspicious } from './Suspicious.tsx';

const words = texts.request;

/** A request from its arrival to its end, whoever ended it (TD-11 to TD-16). */
export function RequestScreen({ id }: { readonly id: string }) {
  const { customerApi } = useKit();
  const { data: request, error } = useQuery(customerApi.verificationRequests.get.queryOptions({ input: { id: id as never } }));
  const now = useEngineNow('second');
  if (error !== null) {
    return (
      <Screen title={words.title}>
        <Note tone="bad" title={words.cannotOpen}>
          <p>{refusalText(error)}</p>
        </Note>
      </Screen>
    );
  }
  if (request === undefined) {
    return (
      <Screen title={words.title}>
        <Waiting>{texts.loading}</Waiting>
      </Screen>
    );
  }
  const known = request as DeviceRequest;
  if (known.status === 'rejected' && known.answerReason === 'not_me') return <Suspicious request={known} />;
  if (known.status !== 'pending' || now >= known.expiresAt) return <Outcome request={known} />;
  return <Pending request={known} />;
}

/** One that waits: what it is about, the number, and the two answers. */
function Pending({ request }: { readonly request: DeviceRequest }) {
  const kit = useKit();
  const [number, setNumber] = useState('');
  const [asking, setAsking] = useState(false);
  const isLogIn = request.method === 'device_session';
  const answer = useMutation({
    mutationFn: async (given: Answer) => kit.customer.verificationRequests.answer(await signedAnswer(request, given, await keyOf(kit))),
    onError: () => setNumber(''),
    onSettled: () => kit.queryClient.invalidateQueries(),
  });
  const approve = () => answer.mutate({ answer: 'approve', ...(request.numberRequired ? { number } : {}) });
  const reject = (reason: 'not_me' | 'changed_my_mind') => {
    setAsking(false);
    answer.mutate({ answer: 'reject', reason });
  };
  const ready = !request.numberRequired || number.length === 2;
  return (
    <>
      <Screen
        title={isLogIn ? words.logInTitle : words.title}
        footer={
          <div className={classes.pair}>
            <Button size="lg" radius="xl" variant="default" disabled={answer.isPending} onClick={() => setAsking(true)}>
              {words.reject}
            </Button>
            <Button size="lg" radius="xl" disabled={!ready} loading={answer.isPending} onClick={approve}>
              {words.approve}
            </Button>
          </div>
        }
      >
        <div className={classes.timeRow}>
          {words.timeLeft}
          <TimeLeft to={request.expiresAt} />
        </div>
        <Note tone="warn" title={isLogIn ? words.checkLogIn : words.check}>
          <p>{isLogIn ? words.checkLogInMore : words.checkMore}</p>
        </Note>
        <CanonicalDetails text={request.canonicalText} />
        {request.numberRequired && (
          <NumberField
            label={words.number}
            value={number}
            onChange={setNumber}
            busy={answer.isPending}
            wrong={refusedFor(answer.error) === 'wrong_number'}
          />
        )}
        {answer.error !== null && (
          <Note tone="bad" title={words.refused}>
            <p>{refusalText(answer.error)}</p>
          </Note>
        )}
      </Screen>
      {asking && (
        <Sheet title={words.why} onClose={() => setAsking(false)}>
          <p style={{ margin: 0 }}>{isLogIn ? words.whyLogInMore : words.whyMore}</p>
          <Button size="lg" radius="xl" color="red.9" onClick={() => reject('not_me')}>
            {words.notMe}
          </Button>
          <Button size="lg" radius="xl" variant="default" onClick={() => reject('changed_my_mind')}>
            {words.changedMyMind}
          </Button>
          <Button size="md" radius="xl" variant="subtle" onClick={() => setAsking(false)}>
            {words.back}
          </Button>
        </Sheet>
      )}
    </>
  );
}
