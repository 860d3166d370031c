import { Button, Card, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { amountText } from '../../kit/amounts.ts';
import { useKit } from '../../kit/kit.ts';
import { sampleAddress } from '../../kit/sample-address.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';
import classes from './Overview.module.css';

/** Amount, network, address. What is typed here is what Portcullis stores, what the phone shows, and what is sent. */
export function Withdraw() {
  const { exchange, exchangeApi } = useKit();
  const start = useOperation();
  const account = useQuery(exchangeApi.account.queryOptions({ input: undefined }));
  const about = useQuery(exchangeApi.about.queryOptions({ input: undefined }));
  const [asset, setAsset] = useState('USDT');
  const [network, setNetwork] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const [amount, setAmount] = useState('');
  const [label, setLabel] = useState('');
  const networks = about.data?.assets.find((each) => each.asset === asset)?.networks ?? [];
  const onNetwork = network ?? networks[0] ?? '';
  const balance = account.data?.balances.find((each) => each.asset === asset)?.amount ?? '0';
  const book = account.data?.addresses ?? [];
  const ready = address.trim() !== '' && /^(0|[1-9]\d*)(\.\d{1,18})?$/u.test(amount) && onNetwork !== '';
  const destination = { address: address.trim(), network: onNetwork };

  const withdraw = () =>
    start({
      title: `Withdraw ${amount} ${asset}`,
      wish: { kind: 'withdrawal', asset, amount, destination },
      facts: [
        { label: 'Amount', value: `${amountText(amount)} ${asset}` },
        { label: 'To', value: destination.address },
        { label: 'Network', value: onNetwork },
      ],
      carryOut: (id) => exchange.operations.execute({ id: id as never }),
      done: `${amount} ${asset} are on their way.`,
    });
  const keep = () =>
    start({
      title: 'Keep this address',
      wish: { kind: 'withdrawal_address_add', asset, label: label.trim(), destination },
      facts: [
        { label: 'Name', value: label.trim() },
        { label: 'Address', value: destination.address },
        { label: 'Network', value: onNetwork },
      ],
      carryOut: (id) => exchange.operations.execute({ id: id as never }),
      done: 'The address is in your book.',
    });

  return (
    <Page title="Withdraw" intro="Check the address character by character. Nobody can call a transfer back.">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card component="section" aria-label="Withdrawal">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              withdraw();
            }}
          >
            <Stack gap="md">
              <Select
                label="Asset"
                data={(about.data?.assets ?? []).map((each) => ({ value: each.asset, label: `${each.asset} · ${each.name}` }))}
                value={asset}
                onChange={(value) => {
                  if (value === null) return;
                  setAsset(value);
                  setNetwork(null);
                }}
                allowDeselect={false}
                size="md"
              />
              <Select label="Network" data={[...networks]} value={onNetwork} onChange={setNetwork} allowDeselect={false} size="md" />
              <TextInput
                label="Address"
                value={address}
                onChange={(event) => setAddress(event.currentTarget.value)}
                autoComplete="off"
                spellCheck={false}
              />
              <Group mt={-4}>
                <Button variant="default" size="xs" onClick={() => setAddress(sampleAddress(onNetwork))}>
                  Use a sample address
                </Button>
              </Group>
              <TextInput
                label="Amount"
                description={`You have ${amountText(balance)} ${asset}`}
                inputMode="decimal"
                value={amount}
                onChange={(event) => setAmount(event.currentTarget.value.replace(',', '.'))}
              />
              <Button type="submit" size="md" disabled={!ready}>
                Withdraw
              </Button>
            </Stack>
          </form>
        </Card>
        <Card component="section" aria-label="Address book">
          <Stack gap="md">
            <Title order={2}>Address book</Title>
            {book.length === 0 && <Text c="dimmed">No addresses yet.</Text>}
            {book.map((each) => (
              <Group key={each.id} justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Text fw={600}>{each.label}</Text>
                  <Text size="sm" c="dimmed">
                    {each.asset} on {each.network}
                  </Text>
                  <Text className={classes.address ?? ''}>{each.address}</Text>
                </div>
                <Button
                  variant="light"
                  size="xs"
                  aria-label={`Use ${each.label}`}
                  onClick={() => {
                    setAsset(each.asset);
                    setNetwork(each.network);
                    setAddress(each.address);
                  }}
                >
                  Use
                </Button>
              </Group>
            ))}
            <TextInput
              label="Name for the address on the left"
              value={label}
              onChange={(event) => setLabel(event.currentTarget.value)}
              maxLength={40}
            />
            <Group>
              <Button variant="default" onClick={keep} disabled={label.trim() === '' || destination.address === ''}>
                Keep it in the book
              </Button>
            </Group>
          </Stack>
        </Card>
      </SimpleGrid>
    </Page>
  );
}
