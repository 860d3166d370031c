import { Button, Card, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { amountText, valueText } from '../../kit/amounts.ts';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';
import { PageLink } from '../shell/PageLink.tsx';
import classes from './Overview.module.css';

const kindWords: Readonly<Record<string, string>> = { withdrawal: 'Withdrawal', c2c_trade: 'C2C trade' };

/** What there is, and what moved. */
export function Overview() {
  const { exchange, exchangeApi } = useKit();
  const start = useOperation();
  const { data } = useQuery(exchangeApi.account.queryOptions({ input: undefined }));
  const about = useQuery(exchangeApi.about.queryOptions({ input: undefined }));
  const [deposit, setDeposit] = useState<{ readonly asset: string; readonly address: string; readonly network: string } | null>(null);
  const total = (data?.balances ?? []).reduce((sum, { value }) => sum + Number(value), 0);
  const names = new Map(about.data?.assets.map(({ asset, name }) => [asset, name]));

  const showDeposit = (asset: string) =>
    start({
      title: `Show your ${asset} deposit address`,
      wish: { kind: 'deposit_address_view', asset },
      carryOut: async (id) => {
        const { depositAddress } = await exchange.operations.execute({ id: id as never });
        if (depositAddress !== undefined) setDeposit(depositAddress);
      },
    });

  return (
    <Page
      title="Overview"
      actions={
        <Button component={PageLink} to="/withdraw">
          Withdraw
        </Button>
      }
    >
      <Card>
        <Text size="sm" c="dimmed">
          Everything, in US dollars
        </Text>
        <Text className={classes.total ?? ''}>{valueText(total.toFixed(2))}</Text>
      </Card>
      {deposit !== null && (
        <Notice title={`Send ${deposit.asset} on ${deposit.network} to`}>
          <Text className={classes.address ?? ''}>{deposit.address}</Text>
        </Notice>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        {data?.balances.map(({ asset, amount, value }) => (
          <Card key={asset}>
            <Stack gap={4}>
              <Group justify="space-between">
                <Text fw={650}>{asset}</Text>
                <Text size="sm" c="dimmed">
                  {names.get(asset)}
                </Text>
              </Group>
              <Text className={classes.amount ?? ''}>{amountText(amount)}</Text>
              <Text size="sm" c="dimmed">
                {valueText(value)}
              </Text>
              <Button variant="light" size="xs" mt="sm" onClick={() => showDeposit(asset)} aria-label={`Deposit ${asset}`}>
                Deposit
              </Button>
            </Stack>
          </Card>
        ))}
      </SimpleGrid>
      <Title order={2}>Movements</Title>
      {data?.movements.length === 0 ? (
        <Text c="dimmed">Nothing has moved yet.</Text>
      ) : (
        <Card padding={0}>
          <Table.ScrollContainer minWidth={620}>
            <Table verticalSpacing="sm" horizontalSpacing="lg">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>What</Table.Th>
                  <Table.Th className={classes.right ?? ''}>Amount</Table.Th>
                  <Table.Th>To</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data?.movements.map(({ operationId, kind, asset, amount, to, at }) => (
                  <Table.Tr key={operationId}>
                    <Table.Td>{absoluteTime(at, 'local', locale())}</Table.Td>
                    <Table.Td>{kindWords[kind] ?? 'Movement'}</Table.Td>
                    <Table.Td className={classes.right ?? ''}>
                      {amountText(amount)} {asset}
                    </Table.Td>
                    <Table.Td className={classes.address ?? ''}>{to}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Card>
      )}
    </Page>
  );
}
