import { Anchor, Button, Group, PasswordInput, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ExchangeOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import type { PageClient } from '../../kit/session.ts';
import { errorText } from '../../kit/words.ts';
import { deviceName } from './browser-name.ts';

type LoggedIn = ExchangeOutputs['logIn'];

/** Password first; then Portcullis says what else it takes. */
export function LogInForm({ onRegister }: { readonly onRegister: () => void }) {
  const { session, exchange, exchangeApi } = useKit();
  const about = useQuery(exchangeApi.about.queryOptions({ input: undefined, staleTime: Number.POSITIVE_INFINITY }));
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [client, setClient] = useState<PageClient>('web');

  const enter = ({ token, user }: LoggedIn) => {
    if (token !== null) session.open({ token, client, accountId: user.accountId, name: user.name, email: user.email });
  };
  const logIn = useMutation({
    mutationFn: () => exchange.logIn({ email, password, client, device: { id: session.deviceId, ...deviceName() } }),
    onSuccess: enter,
  });
  const resume = useMutation({ mutationFn: (ticket: string) => exchange.resumeLogIn({ ticket }), onSuccess: enter });
  const answer = resume.data ?? logIn.data;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resume.reset();
        logIn.mutate();
      }}
    >
      <Stack gap="md">
        <Title order={2}>Log in</Title>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Radio.Group label="This page is" value={client} onChange={(value) => setClient(value as PageClient)} size="sm">
          <Group gap="lg" mt={4}>
            <Radio value="web" label="the exchange’s own site" />
            <Radio value="h5" label="inside another app (H5)" />
          </Group>
        </Radio.Group>
        {logIn.error !== null && (
          <Notice tone="bad" urgent>
            {errorText(logIn.error)}
          </Notice>
        )}
        {answer?.token === null && (
          <NotYet answer={answer} onAskAgain={(ticket) => resume.mutate(ticket)} busy={resume.isPending} error={resume.error} />
        )}
        <Button type="submit" size="md" loading={logIn.isPending}>
          Log in
        </Button>
        <Text size="sm">
          New here?{' '}
          <Anchor component="button" type="button" onClick={onRegister} size="sm">
            Open an account
          </Anchor>
        </Text>
        <Stack gap={6} component="section" aria-label="Sample customers">
          <Text size="sm" c="dimmed">
            Or be one of the demo’s customers:
          </Text>
          <Group gap="xs">
            {about.data?.sampleCustomers.map((sample) => (
              <Button
                key={sample.email}
                variant="default"
                size="xs"
                title={sample.about}
                onClick={() => {
                  setEmail(sample.email);
                  setPassword(sample.password);
                }}
              >
                {sample.name}
              </Button>
            ))}
          </Group>
        </Stack>
      </Stack>
    </form>
  );
}

interface NotYetProps {
  readonly answer: LoggedIn;
  readonly onAskAgain: (ticket: string) => void;
  readonly busy: boolean;
  readonly error: unknown;
}

/** The password was right, and still nobody is in. */
function NotYet({ answer: { ticket, decision }, onAskAgain, busy, error }: NotYetProps) {
  if (ticket === null) {
    return (
      <Notice tone="bad" title="This log-in was refused" urgent>
        {decision.reasons[0] ?? 'It does not look like you. If it was you, write to support from your bound e-mail address.'}
      </Notice>
    );
  }
  return (
    <Notice title="A person is looking at this log-in" urgent>
      <Text size="sm" mb="sm">
        Nothing that you have can confirm it, so somebody at the exchange decides. Keep this page open, or log in again later.
      </Text>
      {error !== null && <Text size="sm">{errorText(error)}</Text>}
      <Button variant="default" size="xs" onClick={() => onAskAgain(ticket)} loading={busy}>
        Look again
      </Button>
    </Notice>
  );
}
