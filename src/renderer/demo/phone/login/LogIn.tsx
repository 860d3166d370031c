import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconClockPause, IconShieldX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useWatched } from '../../../ui/use-watched.ts';
import { type ExchangeOutputs, useKit } from '../../kit/kit.ts';
import { refusalText } from '../data/refusal.ts';
import { describe, type System, system } from '../data/this-phone.ts';
import { Card, Hero, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { Brand } from './Brand.tsx';
import classes from './login.module.css';

const words = texts.logIn;
const ASK_AGAIN_MS = 3_000;

type LoggedIn = ExchangeOutputs['logIn'];

/** The entrance: the password, and then whatever Portcullis wants of a phone that it does not know (ND-01). */
export function LogIn() {
  const { exchange, exchangeApi, session } = useKit();
  const what = useWatched(system);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { data: about } = useQuery(exchangeApi.about.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const enter = ({ token, user }: LoggedIn) => {
    if (token === null) return;
    session.open({ token, client: what, accountId: user.accountId, name: user.name, email: user.email });
  };
  const logIn = useMutation({
    mutationFn: () => {
      const { name, os, appVersion } = describe(what);
      return exchange.logIn({ email, password, client: what, device: { id: session.deviceId, name, os, appVersion } });
    },
    onSuccess: enter,
  });
  const resume = useMutation({ mutationFn: (ticket: string) => exchange.resumeLogIn({ ticket }), onSuccess: enter });
  const asked = resume.data ?? logIn.data;
  const ticket = asked?.ticket ?? null;
  const { mutate } = resume;
  useEffect(() => {
    if (ticket === null) return;
    const timer = setInterval(() => mutate(ticket), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [ticket, mutate]);

  if (asked !== undefined && asked.token === null) {
    const waits = ticket !== null;
    return (
      <Screen title={words.title} onBack={null}>
        <Hero tone={waits ? 'info' : 'bad'} icon={waits ? IconClockPause : IconShieldX} title={waits ? words.review : words.denied}>
          <p>{asked.decision.reasons[0] ?? (waits ? words.reviewMore : words.deniedMore)}</p>
        </Hero>
        <Button size="lg" radius="xl" variant="default" onClick={() => logIn.reset()}>
          {words.startAgain}
        </Button>
      </Screen>
    );
  }
  return (
    <Screen title={words.title} onBack={null}>
      <Brand />
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          logIn.mutate();
        }}
      >
        <TextInput
          label={words.email}
          type="email"
          size="lg"
          radius="lg"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.password}
          size="lg"
          radius="lg"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {logIn.error !== null && (
          <Note tone="bad">
            <p>{refusalText(logIn.error)}</p>
          </Note>
        )}
        <Button type="submit" size="lg" radius="xl" loading={logIn.isPending}>
          {words.button}
        </Button>
      </form>
      {about !== undefined && about.sampleCustomers.length > 0 && (
        <Card title={words.samples}>
          {about.sampleCustomers.map((sample) => (
            <Row
              key={sample.email}
              title={sample.name}
              detail={sample.about}
              onClick={() => {
                setEmail(sample.email);
                setPassword(sample.password);
              }}
            />
          ))}
        </Card>
      )}
      <SegmentedControl
        aria-label={texts.frame.system}
        radius="xl"
        classNames={{ label: classes.system ?? '' }}
        data={[
          { value: 'ios', label: 'iPhone' },
          { value: 'android', label: 'Android' },
        ]}
        value={what}
        onChange={(value) => system.set(value as System)}
      />
    </Screen>
  );
}
