import { fileURLToPath } from 'node:url';
import type { StaffActor } from '../../../src/main/engine/actor.ts';
import { type ImportMapping, importMappingSchema } from '../../../src/shared/contract/console/index.ts';
import type { StaffId, StaffSessionId } from '../../../src/shared/vocabulary/index.ts';

export const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/imports/${name}`, import.meta.url));

export const analyst: StaffActor = {
  kind: 'staff',
  staffId: 'staff_00000000000000000000000001' as StaffId,
  sessionId: 'ss_00000000000000000000000001' as StaffSessionId,
  role: 'risk_analyst',
  address: null,
};

export const logIns: ImportMapping = importMappingSchema.parse({
  format: 'csv',
  kind: { value: 'login' },
  client: { value: 'web' },
  columns: { accountId: 'user', time: 'time', address: 'ip', credentialResult: 'outcome' },
  time: { format: 'MMM dd HH:mm:ss', year: 2015 },
});

export const payments: ImportMapping = importMappingSchema.parse({
  format: 'csv',
  kind: { value: 'withdrawal' },
  client: { value: 'web' },
  columns: { accountId: 'CUSTOMER', time: 'WHEN', amount: 'AMOUNT', referenceValue: 'AMOUNT', destination: 'SHOP', label: 'FRAUD' },
  defaults: { asset: 'USD', country: 'BE' },
  time: { format: 'yyyy-MM-dd HH:mm:ss' },
  values: { label: { '0': 'legitimate', '1': 'fraud' } },
});

/** A longer history in the shape of the payments: every tenth row is bad. */
export function longHistory(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const when = new Date(Date.UTC(2018, 3, 1) + i * 61_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${i},${when},c${i % 37},s${i % 11},${i % 10 === 9 ? 'free' : `${(i % 90) + 1}.50`},${i % 50 === 0 ? 1 : 0}`;
  });
  return `PAYMENT,WHEN,CUSTOMER,SHOP,AMOUNT,FRAUD\n${lines.join('\n')}\n`;
}
