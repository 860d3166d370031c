import { Box, Button, Card, Container, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInbox, IconLock, IconShieldCheck, IconUserCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useWatched } from '../../../ui/use-watched.ts';
import { Inbox } from '../../kit/Inbox.tsx';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { PlacePicker } from '../../kit/PlacePicker.tsx';
import { Brand } from '../shell/Brand.tsx';
import { DemoRibbon } from '../shell/DemoRibbon.tsx';
import type { Arrival } from './arrival.ts';
import classes from './Entrance.module.css';
import { LogInForm } from './LogInForm.tsx';
import { RegisterForm } from './RegisterForm.tsx';
import { VerifyLogIn } from './VerifyLogIn.tsx';

const promises = [
  { Icon: IconShieldCheck, text: 'Every withdrawal is checked against what you signed' },
  { Icon: IconUserCheck, text: 'One phone of yours approves what starts elsewhere' },
  { Icon: IconLock, text: 'Passkeys, and nothing weaker where you say so' },
] as const;

/** Where nobody is let in yet: register, log in, and verify a log-in. */
export function Entrance({ arrival }: { readonly arrival: Arrival }) {
  const { session } = useKit();
  const current = useWatched(session.current);
  const [view, setView] = useState<'log-in' | 'register'>('log-in');
  const [inbox, { open, close }] = useDisclosure(false);
  const advice = useWatched(session.advice);
  /** A log-in waited here, and is gone without having been let in or given up. */
  const [failed, setFailed] = useState(false);
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    if (current !== null) {
      setWaiting(arrival.state === 'log_in');
      setFailed(false);
    } else if (waiting) {
      setWaiting(false);
      setFailed(true);
    }
  }, [current, arrival.state, waiting]);
  const leave = () => {
    setWaiting(false);
    session.close();
  };
  return (
    <Box className={classes.page ?? ''}>
      <DemoRibbon />
      <Container size="lg" component="header" className={classes.top ?? ''}>
        <Brand />
        <Group gap="xs">
          <PlacePicker />
          {current !== null && (
            <Button variant="default" size="xs" leftSection={<IconInbox size={16} aria-hidden />} onClick={open}>
              My inbox
            </Button>
          )}
        </Group>
      </Container>
      <Container size="lg" component="main" className={classes.columns ?? ''}>
        <div className={classes.pitch}>
          <Title order={1} className={classes.headline ?? ''}>
            Your coins, behind a gate that knows you.
          </Title>
          <Stack gap="sm" mt="lg">
            {promises.map(({ Icon, text }) => (
              <Group key={text} gap="sm" wrap="nowrap">
                <Icon size={22} stroke={1.7} className={classes.icon ?? ''} aria-hidden />
                <Text>{text}</Text>
              </Group>
            ))}
          </Stack>
        </div>
        <Card className={classes.card ?? ''} padding="xl">
          {current === null && failed && (
            <Box mb="lg">
              <Notice tone="bad" title="This log-in was not authorized" urgent>
                {advice ?? 'It failed, was rejected, or took too long. Log in again; the way to confirm it stays the same.'}
              </Notice>
            </Box>
          )}
          {current === null && view === 'log-in' && <LogInForm onRegister={() => setView('register')} />}
          {current === null && view === 'register' && <RegisterForm onLogIn={() => setView('log-in')} />}
          {current !== null && arrival.state === 'log_in' && (
            <VerifyLogIn key={arrival.operationId} operationId={arrival.operationId} onLeave={leave} />
          )}
          {current !== null && arrival.state !== 'log_in' && <Loader aria-label="Opening the exchange" />}
        </Card>
      </Container>
      <Inbox opened={inbox} onClose={close} />
    </Box>
  );
}
