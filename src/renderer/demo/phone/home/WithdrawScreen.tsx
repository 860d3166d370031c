import { Button, Select, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Wish } from '../../../../shared/contract/exchange/index.ts';
import { amountText } from '../../kit/amounts.ts';
import { useKit } from '../../kit/kit.ts';
import { sampleAddress } from '../../kit/sample-address.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { useMe } from '../data/queries.ts';
import { Held } from '../shell/Held.tsx';
import { navigation } from '../shell/nav.ts';
import { Hero } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './home.module.css';

const words = texts.withdraw;

/** A withdrawal that starts on the phone itself: a trusted device sends itself no request (TD-09). */
export function WithdrawScreen() {
  const { exchange, exchangeApi } = useKit();
  const { data: about } = useQuery(exchangeApi.about.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const { data: account } = useQuery(exchangeApi.account.queryOptions());
  const { data: me } = useMe();
  const [asset, setAsset] = useState('BTC');
  const [amount, setAmount] = useState('');
  const [address, setAddress] = useState('');
  const [asked, setAsked] = useState<Wish | null>(null);
  const [done, setDone] = useState(false);
  const balance = account?.balances.find((each) => each.asset === asset)?.amount;
  const networks = about?.assets.find((each) => each.asset === asset)?.networks ?? [];
  if (done) {
    return (
      <Screen title={words.title}>
        <Hero tone="good" icon={IconCheck} title={words.sent}>
          <p>{words.sentMore(amount, asset)}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      </Screen>
    );
  }
  if (asked !== null) {
    return (
      <Confirm
        title={words.title}
        wish={asked}
        onAuthorized={async ({ id }) => {
          await exchange.operations.execute({ id });
          setDone(true);
        }}
        onClose={() => setAsked(null)}
      />
    );
  }
  return (
    <Screen title={words.title}>
      {me?.held != null && <Held held={me.held} />}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          const [network] = networks;
          setAsked({
            kind: 'withdrawal',
            asset,
            amount,
            destination: { address: address.trim(), ...(network === undefined ? {} : { network }) },
          });
        }}
      >
        <Select
          label={words.asset}
          size="lg"
          radius="lg"
          allowDeselect={false}
          data={about?.assets.map((each) => ({ value: each.asset, label: `${each.asset} · ${each.name}` })) ?? []}
          value={asset}
          onChange={(value) => setAsset(value ?? asset)}
        />
        <TextInput
          label={words.amount}
          description={balance === undefined ? ' ' : words.balance(amountText(balance), asset)}
          size="lg"
          radius="lg"
          inputMode="decimal"
          required
          value={amount}
          onChange={(event) => setAmount(event.currentTarget.value.replace(',', '.'))}
        />
        <TextInput
          label={words.address(networks[0] ?? '')}
          size="lg"
          radius="lg"
          autoComplete="off"
          spellCheck={false}
          required
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button variant="subtle" size="md" radius="xl" onClick={() => setAddress(sampleAddress(networks[0] ?? ''))}>
          {words.sampleAddress}
        </Button>
        <Button type="submit" size="lg" radius="xl">
          {texts.goOn}
        </Button>
      </form>
    </Screen>
  );
}
