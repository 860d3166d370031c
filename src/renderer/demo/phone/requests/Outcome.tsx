import { Button } from '@mantine/core';
import { IconCheck, IconClockOff, IconReplace, IconX } from '@tabler/icons-react';
import { type DeviceRequest, useRequests } from '../data/queries.ts';
import { navigation } from '../shell/nav.ts';
import { Hero } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { CanonicalDetails } from './CanonicalDetails.tsx';

const words = texts.outcome;

const signs = {
  approved: { tone: 'good', icon: IconCheck },
  rejected: { tone: 'info', icon: IconX },
  expired: { tone: 'warn', icon: IconClockOff },
  superseded: { tone: 'warn', icon: IconReplace },
  cancelled: { tone: 'warn', icon: IconX },
} as const;

/** How a request ended and what the customer does now; one that ran out a moment ago is told as expired before the engine's timer says so. */
export function Outcome({ request }: { readonly request: DeviceRequest }) {
  const status = request.status === 'pending' ? 'expired' : request.status;
  const { data: waiting = [] } = useRequests();
  const newer = waiting.find(({ createdAt }) => createdAt > request.createdAt);
  const { title, text } = words[status];
  return (
    <Screen
      title={texts.request.title}
      footer={
        <>
          {newer !== undefined && (
            <Button size="lg" radius="xl" onClick={() => navigation.replace({ name: 'request', id: newer.id })}>
              {words.openNewer}
            </Button>
          )}
          <Button size="lg" radius="xl" variant={newer === undefined ? 'filled' : 'default'} onClick={() => navigation.back()}>
            {texts.done}
          </Button>
        </>
      }
    >
      <Hero {...signs[status]} title={title}>
        <p>{text}</p>
        {request.answerReason !== null && (status === 'expired' || status === 'cancelled') && <p>{request.answerReason}.</p>}
      </Hero>
      <CanonicalDetails text={request.canonicalText} />
    </Screen>
  );
}
