import { describe, expect, it } from 'vitest';
import { suggestMapping } from '../../../src/main/engine/imports/suggest.ts';

const now = Date.UTC(2026, 10, 20);

function sample(text: string) {
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.split(',');
  return {
    format: 'csv' as const,
    columns,
    rows: lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i] ?? '', cell]))),
  };
}

describe('suggesting a mapping', () => {
  it('RT-09 recognizes password log-ins of a server’s log', () => {
    const suggestion = suggestMapping(
      sample(`time,user,ip,port,outcome,pid
Dec 10 06:55:48,ann,198.51.100.7,38926,unknown_user,24200
Dec 10 07:07:45,0,203.0.113.9,36060,wrong_password,24206`),
      now,
    );
    expect(suggestion).toMatchObject({
      kind: { value: 'login' },
      columns: { accountId: 'user', time: 'time', address: 'ip', credentialResult: 'outcome' },
      time: { format: 'MMM dd HH:mm:ss', year: 2025 },
      values: {},
    });
  });

  it('RT-09 recognizes labelled payments whose amounts name no currency', () => {
    const suggestion = suggestMapping(
      sample(`TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO
0,2018-04-01 00:00:31,596,3156,57.16,0,0
1,2018-04-01 00:02:10,4961,3412,81.51,0,0`),
      now,
    );
    expect(suggestion).toMatchObject({
      kind: { value: 'withdrawal' },
      columns: {
        accountId: 'CUSTOMER_ID',
        time: 'TX_DATETIME',
        amount: 'TX_AMOUNT',
        referenceValue: 'TX_AMOUNT',
        destination: 'TERMINAL_ID',
        label: 'TX_FRAUD',
      },
      defaults: { asset: 'USD' },
      time: { format: 'iso' },
      values: { label: { '0': 'legitimate', '1': 'fraud' } },
    });
  });

  it('RT-08 tells when a label was known from when the operation happened', () => {
    const suggestion = suggestMapping(
      sample(`PAYMENT,REPORTED_AT,WHEN,CUSTOMER,MERCHANT,AMOUNT,FRAUD
0,2018-05-04 10:00:00,2018-04-01 00:00:31,596,3156,57.16,1
1,,2018-04-01 00:02:10,4961,3412,81.51,0`),
      now,
    );
    expect(suggestion?.columns).toMatchObject({ time: 'WHEN', label: 'FRAUD', labelKnownAt: 'REPORTED_AT' });
  });

  it('is not misled by columns whose names hold another’s word', () => {
    const suggestion = suggestMapping(
      sample(`userAgent,toAccount,deviceId,userId,createdAt,type,platform,currency,amount
Mozilla,GB1,d1,u1,1522540831000,withdrawal,ios,BTC,0.5`),
      now,
    );
    expect(suggestion).toMatchObject({
      kind: { column: 'type' },
      client: { column: 'platform' },
      columns: {
        accountId: 'userId',
        time: 'createdAt',
        deviceId: 'deviceId',
        userAgent: 'userAgent',
        destination: 'toAccount',
        asset: 'currency',
        amount: 'amount',
      },
      time: { format: 'epoch_ms' },
    });
    expect(suggestion?.columns.referenceValue).toBeUndefined();
  });

  it('brings a word’s opposite along and tells days from months', () => {
    const suggestion = suggestMapping(
      sample(`when,login,result
13/04/2018 10:00:00,ann,SUCCESS
14/04/2018 10:00:00,bob,SUCCESS`),
      now,
    );
    expect(suggestion).toMatchObject({
      time: { format: 'dd/MM/yyyy HH:mm:ss' },
      values: { credentialResult: { SUCCESS: 'accepted', FAILURE: 'wrong_password' } },
    });
  });

  it('suggests nothing where no time or no account can be made out', () => {
    expect(suggestMapping(sample('a,b\n1,2'), now)).toBeNull();
    expect(suggestMapping(sample('time,amount\n2018-04-01,5'), now)).toBeNull();
  });
});
