import { Button, Card, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';

/** Selling to another customer: coins leave the account, so it is guarded like a withdrawal. */
export function Trade() {
  const { exchange, exchangeApi } = useKit();
  const start = useOperation();
  const about = useQuery(exchangeApi.about.queryOptions({ input: undefined }));
  const [asset, setAsset] = useState('USDT');
  const [amount, setAmount] = useState('');
  const [counterparty, setCounterparty] = useState('');
  const ready = counterparty.trim() !== '' && /^(0|[1-9]\d*)(\.\d{1,18})?$/u.test(amount);
  return (
    <Page title="C2C trade" intro="Sell to another customer, who pays you directly.">
      <Card maw={520}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start({
              title: `Sell ${amount} ${asset}`,
              wish: { kind: 'c2c_trade', asset, amount, counterparty: counterparty.trim() },
              facts: [
                { label: 'Amount', value: `${amount} ${asset}` },
                { label: 'Sold to', value: counterparty.trim() },
              ],
              carryOut: (id) => exchange.operations.execute({ id: id as never }),
              done: `${amount} ${asset} were released to ${counterparty.trim()}.`,
            });
          }}
        >
          <Stack gap="md">
            <Select
              label="Asset"
              data={(about.data?.assets ?? []).map((each) => each.asset)}
              value={asset}
              onChange={(value) => value !== null && setAsset(value)}
              allowDeselect={false}
              size="md"
            />
            <TextInput
              label="Amount"
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value.replace(',', '.'))}
            />
            <TextInput
              label="Sold to"
              value={counterparty}
              onChange={(event) => setCounterparty(event.currentTarget.value)}
              maxLength={60}
            />
            <Button type="submit" size="md" disabled={!ready}>
              Sell
            </Button>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
