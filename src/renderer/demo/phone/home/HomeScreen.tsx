import { Button, UnstyledButton } from '@mantine/core';
import { IconArrowUpRight, IconBell, IconDeviceMobileCheck, IconHeadset, IconHistory, IconScan, IconShieldPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWatched } from '../../../ui/use-watched.ts';
import { amountText, valueText } from '../../kit/amounts.ts';
import { useKit } from '../../kit/kit.ts';
import { type DeviceRequest, useMe, useRequests } from '../data/queries.ts';
import { askLeave, mayAsk } from '../pwa/notify.ts';
import { headline } from '../requests/headline.ts';
import { Held } from '../shell/Held.tsx';
import { navigation } from '../shell/nav.ts';
import { Card, Row, TimeLeft } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './home.module.css';

const words = texts.home;

/** What needs the customer first, then what they have. */
export function HomeScreen() {
  const { session, customerApi, exchangeApi } = useKit();
  const name = useWatched(session.current)?.name.split(' ')[0] ?? '';
  const { data: me } = useMe();
  const { data: waiting } = useRequests();
  const { data: callers } = useQuery(customerApi.callerVerifications.list.queryOptions());
  const { data: reset } = useQuery(customerApi.deviceResets.current.queryOptions());
  const { data: account } = useQuery(exchangeApi.account.queryOptions());
  const [asks, setAsks] = useState(mayAsk);
  return (
    <Screen title={words.hello(name)} onBack={null} withTabs>
      {waiting?.map((request) => (
        <Waits key={request.id} request={request} />
      ))}
      {(callers?.items.length ?? 0) > 0 && (
        <Card>
          {callers?.items.map(({ id, expiresAt }) => (
            <Row
              key={id}
              icon={IconHeadset}
              tone="warn"
              title={texts.caller.row}
              detail={texts.caller.rowMore}
              right={<TimeLeft to={expiresAt} />}
              onClick={() => navigation.open({ name: 'caller', id })}
            />
          ))}
        </Card>
      )}
      {reset?.reset != null && (
        <Card>
          <Row
            icon={IconHistory}
            tone="warn"
            title={texts.reset.row}
            detail={texts.reset.status[reset.reset.status]}
            onClick={() => navigation.open({ name: 'reset' })}
          />
        </Card>
      )}
      {me?.held != null && <Held held={me.held} />}
      {me !== undefined && (
        <Card>
          {me.thisDeviceIsTrusted ? (
            <Row
              icon={IconDeviceMobileCheck}
              tone="good"
              title={words.trusted}
              detail={waiting?.length === 0 ? words.nothing : words.trustedMore}
              onClick={() => navigation.open({ name: 'trusted-device' })}
            />
          ) : (
            <Row
              icon={IconShieldPlus}
              title={words.notTrusted}
              detail={words.notTrustedMore}
              onClick={() => navigation.open({ name: 'trusted-device' })}
            />
          )}
          {asks && (
            <Row
              icon={IconBell}
              title={words.notify}
              detail={words.notifyMore}
              onClick={() => void askLeave().then(() => setAsks(false))}
            />
          )}
        </Card>
      )}
      <div className={classes.actions}>
        <Button
          size="md"
          radius="xl"
          leftSection={<IconArrowUpRight size={20} aria-hidden />}
          onClick={() => navigation.open({ name: 'withdraw' })}
        >
          {words.withdraw}
        </Button>
        <Button
          size="md"
          radius="xl"
          variant="default"
          leftSection={<IconScan size={20} aria-hidden />}
          onClick={() => navigation.open({ name: 'scan' })}
        >
          {words.scan}
        </Button>
      </div>
      {account !== undefined && (
        <Card title={words.balances}>
          {account.balances.map(({ asset, amount, value }) => (
            <Row key={asset} title={asset} right={<Amount amount={amount} value={value} />} />
          ))}
        </Card>
      )}
    </Screen>
  );
}

function Amount({ amount, value }: { readonly amount: string; readonly value: string }) {
  return (
    <span className={classes.amount}>
      <b>{amountText(amount)}</b>
      <span>{valueText(value)}</span>
    </span>
  );
}

/** A request that waits, in the strongest colour there is: nothing else on the screen is as urgent. */
function Waits({ request }: { readonly request: DeviceRequest }) {
  return (
    <UnstyledButton className={classes.waits} onClick={() => navigation.open({ name: 'request', id: request.id })}>
      <span className={classes.waitsText}>
        <span>{words.waiting}</span>
        <b>{request.method === 'device_session' ? texts.request.logInTitle : headline(request.canonicalText)}</b>
      </span>
      <TimeLeft to={request.expiresAt} />
    </UnstyledButton>
  );
}
