import { Button } from '@mantine/core';
import { IconDeviceMobile, IconLock, IconPassword, IconShieldX, IconUserSearch } from '@tabler/icons-react';
import { type DeviceRequest, useMe } from '../data/queries.ts';
import { navigation } from '../shell/nav.ts';
import { Card, Hero, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.suspicious;

/** After “not me” (TD-14): what was stopped, what happens now, and where the customer goes on. */
export function Suspicious({ request }: { readonly request: DeviceRequest }) {
  const { data: me } = useMe();
  const isLogIn = request.method === 'device_session';
  return (
    <Screen
      title={words.title}
      footer={
        <>
          <Button size="lg" radius="xl" onClick={() => navigation.replace({ name: 'security' })}>
            {words.review}
          </Button>
          <Button size="lg" radius="xl" variant="default" onClick={() => navigation.back()}>
            {texts.done}
          </Button>
        </>
      }
    >
      <Hero tone="bad" icon={IconShieldX} title={words.stopped}>
        <p>{isLogIn ? words.stoppedLogIn : words.stoppedMore}</p>
      </Hero>
      <Card title={words.frozen}>
        <Row icon={IconLock} tone="bad" title={words.pending} detail={words.pendingMore} />
        <Row icon={IconLock} tone="bad" title={words.withdrawals} detail={me?.held?.reason ?? words.withdrawalsMore} />
        <Row icon={IconUserSearch} tone="info" title={words.case} detail={words.caseMore} />
      </Card>
      <Card title={words.next}>
        <Row icon={IconPassword} title={words.password} detail={words.passwordMore} />
        <Row
          icon={IconDeviceMobile}
          title={words.devices}
          detail={words.devicesMore}
          onClick={() => navigation.open({ name: 'session' })}
        />
      </Card>
    </Screen>
  );
}
