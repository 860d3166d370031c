import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconKey } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { factorKinds } from '../../../../shared/vocabulary/index.ts';
import { useKit } from '../../kit/kit.ts';
import { useMe } from '../data/queries.ts';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Card, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { since } from './facts.ts';

const words = texts.session;

/** Where the account is logged in, everything that can answer for it, and how to end what is not the customer's. */
export function SessionScreen() {
  const { session, customer, customerApi, queryClient } = useKit();
  const { data: me } = useMe();
  const { data } = useQuery(customerApi.sessions.list.queryOptions());
  const end = useMutation({
    mutationFn: (id: string) => customer.sessions.end({ id }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const held = me?.factors.filter(({ status }) => status === 'active') ?? [];
  return (
    <Screen title={words.title}>
      <Card title={words.sessions}>
        {data?.items.map(({ id, client, deviceName, address, lastActiveAt, current }) => (
          <Row
            key={id}
            icon={client === 'ios' || client === 'android' ? IconDeviceMobile : IconDeviceDesktop}
            {...(current ? { tone: 'good' as const } : {})}
            title={deviceName ?? words.unnamed}
            detail={current ? words.this : `${address ?? words.nowhere} · ${since(lastActiveAt)}`}
            right={
              current ? null : (
                <Button
                  variant="light"
                  color="red"
                  size="compact-sm"
                  radius="xl"
                  aria-label={words.endOne(deviceName ?? words.unnamed)}
                  onClick={() => end.mutate(id)}
                >
                  {words.end}
                </Button>
              )
            }
          />
        ))}
      </Card>
      {end.error !== null && (
        <Note tone="bad">
          <p>{refusalText(end.error)}</p>
        </Note>
      )}
      <Card title={words.factors}>
        {factorKinds.flatMap((kind) =>
          held
            .filter((factor) => factor.kind === kind)
            .map((factor) => (
              <Row
                key={factor.id}
                icon={IconKey}
                title={factor.name ?? words.kinds[kind]}
                detail={words.addedOn(since(factor.createdAt))}
              />
            )),
        )}
        {held.length === 0 && <Row title={words.none} />}
      </Card>
      <Note>{words.stranger}</Note>
      <Button size="lg" radius="xl" variant="default" onClick={() => navigation.open({ name: 'reset' })}>
        {words.endOthers}
      </Button>
      <Button
        size="md"
        radius="xl"
        variant="subtle"
        onClick={() => {
          session.close();
          session.forgetDevice();
        }}
      >
        {words.becomeNew}
      </Button>
    </Screen>
  );
}
