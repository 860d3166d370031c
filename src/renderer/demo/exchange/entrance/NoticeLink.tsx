import { Button, Card, Container, Group, PinInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { Brand } from '../shell/Brand.tsx';
import { DemoRibbon } from '../shell/DemoRibbon.tsx';

/** Where links from notices lead. Opening shows what it is about; only a tap does it, since mail scanners open links too (RC-03, RC-05). */
export function NoticeLink() {
  const { exchange, exchangeApi } = useKit();
  const [link] = useState(() => window.location.hash.slice(1));
  const [number, setNumber] = useState('');
  const about = useQuery(exchangeApi.links.read.queryOptions({ input: { link }, retry: false, enabled: link !== '' }));
  const answer = useMutation({
    mutationFn: (what: 'cancel' | 'confirm' | 'deny') =>
      exchange.links.answer({ link, answer: what, ...(what === 'confirm' ? { number } : {}) }),
  });
  const told = answer.data ?? about.data;
  const error = answer.error ?? about.error;
  return (
    <>
      <DemoRibbon />
      <Container size="xs" py={48} component="main">
        <Stack gap="lg">
          <Brand />
          <Card padding="xl">
            <Stack gap="md">
              <Title order={1}>A message about your account</Title>
              {link === '' && <Text>Open the link from the message as a whole.</Text>}
              {told !== undefined && <Text>{told.text}</Text>}
              {error !== null && <Notice tone="bad">{errorText(error)}</Notice>}
              {answer.data !== undefined && <Notice tone="good">Done. You can close this page.</Notice>}
              {told?.open === true && answer.data === undefined && told.purpose === 'cancel_device_reset' && (
                <Group>
                  <Button color="red" onClick={() => answer.mutate('cancel')} loading={answer.isPending}>
                    Stop it
                  </Button>
                </Group>
              )}
              {told?.open === true && answer.data === undefined && told.purpose === 'verify_caller' && (
                <>
                  <Text size="sm">Enter the number that the agent tells you. Never tell the agent a code.</Text>
                  <PinInput length={2} type="number" aria-label="Number" value={number} onChange={setNumber} />
                  <Group>
                    <Button onClick={() => answer.mutate('confirm')} loading={answer.isPending} disabled={number.length < 2}>
                      Yes, I am in contact with support
                    </Button>
                    <Button variant="default" color="red" onClick={() => answer.mutate('deny')}>
                      No, that is not me
                    </Button>
                  </Group>
                </>
              )}
              {told?.open === false && answer.data === undefined && <Notice>This is over; there is nothing to do any more.</Notice>}
            </Stack>
          </Card>
        </Stack>
      </Container>
    </>
  );
}
