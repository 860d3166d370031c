import { Button } from '@mantine/core';
import { IconDeviceMobile, IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { factorKinds } from '../../../../shared/vocabulary/index.ts';
import { useKit } from '../../kit/kit.ts';
import { useMe } from '../data/queries.ts';
import { navigation } from '../shell/nav.ts';
import { Card, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { since } from './facts.ts';

const words = texts.session;

/** This phone's session, everything that can answer for the account, and how to end what is not the customer's. */
export function SessionScreen() {
  const { session, exchangeApi } = useKit();
  const { data: me } = useMe();
  const { data } = useQuery(exchangeApi.session.queryOptions());
  const held = me?.factors.filter(({ status }) => status === 'active') ?? [];
  return (
    <Screen title={words.title}>
      <Card title={words.this}>
        <Row icon={IconDeviceMobile} tone="good" title={words.phone} detail={data?.deviceId ?? ''} />
      </Card>
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
