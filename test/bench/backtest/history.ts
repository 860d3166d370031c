import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { typesWith } from '../../../src/main/engine/tuning/history/columns.ts';
import { type Codes, encodeSegment, type HistoryRow, type Segment } from '../../../src/main/engine/tuning/history/encode.ts';
import { keepSegment } from '../../../src/main/engine/tuning/history/keep.ts';
import { LiveHistory, segmentRows } from '../../../src/main/engine/tuning/history/live-history.ts';
import type { HistorySource } from '../../../src/main/engine/tuning/history/source.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { Pack } from '../rules/pack.ts';

const enrolled = [
  ['email_code'],
  ['authenticator', 'email_code'],
  ['email_code', 'passkey'],
  ['authenticator', 'email_code', 'phone_code'],
];

/** Circumstances as decisions keep them, some dozens of kinds. */
function contextOf(event: Facts, index: number): string {
  return JSON.stringify({
    kind: typeof event.operation === 'string' ? event.operation : 'withdrawal',
    client: typeof event.client === 'string' ? event.client : 'web',
    frozen: false,
    credentialRefused: event.credential_result === 'wrong_password',
    deviceUnproven: false,
    assignment: null,
    locked: [],
    held: false,
    trustedDevice: 'none',
    onTrustedDevice: false,
    trustedDeviceTooYoung: false,
    mandatoryPasskey: false,
    enrolled: enrolled[index % enrolled.length],
  });
}

/** An event as history keeps it: every eighth account is somebody's busy day, every fiftieth operation a fraud. */
function rowOf(event: Facts, index: number): HistoryRow {
  const at = 1_700_000_000_000 + index * 4_000;
  const id = `dec_${String(index).padStart(26, '0')}`;
  const amount = event.amount_value;
  return {
    id,
    at,
    values: {
      ...(event as HistoryRow['values']),
      $id: id,
      $at: at,
      $kind: typeof event.operation === 'string' ? event.operation : 'withdrawal',
      $context: contextOf(event, index),
      $usable: 5,
      $cents: typeof amount === 'number' ? Math.round(amount * 100) : null,
      $account: `acc-${(index * 7_919) % 50_000}`,
      $device: `dev-${(index * 104_729) % 80_000}`,
      $label: index % 50 === 0 ? 'fraud' : index % 3 === 0 ? 'legitimate' : null,
      $labelAt: at + 7 * 86_400_000,
    },
  };
}

export interface StoredHistory {
  /** Opens the store anew: nothing of it is in this process's memory. */
  open(): Promise<{ readonly source: HistorySource; close(): Promise<void> }>;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly workspace: string;
  remove(): void;
}

/** Packs events into segments and keeps them in a SQLite workspace, as the program does with its decisions. */
export async function storeHistory(pack: Pack, events: Iterable<Facts>): Promise<StoredHistory> {
  const workspace = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const fields = Object.fromEntries([...pack.catalogue.signals.values()].map(({ name, type }) => [name, type]));
  const types = typesWith(fields);
  const codes: Codes = new Map();
  const store = await openStore({ workspace });
  let rows: HistoryRow[] = [];
  let [count, segments, took] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    const started = performance.now();
    const segment: Segment = encodeSegment(rows, types, codes);
    await store.write((tx) => keepSegment(tx, { segment: segments, lastId: rows.at(-1)?.id ?? '', now: 0 }, segment));
    took += performance.now() - started;
    segments += 1;
    rows = [];
  };
  for (const event of events) {
    rows.push(rowOf(event, count));
    count += 1;
    if (rows.length === segmentRows) await flush();
  }
  if (rows.length > 0) await flush();
  await store.close();
  return {
    rows: count,
    workspace,
    rowsPerSecond: count / (took / 1_000),
    async open() {
      const reader = await openStore({ workspace });
      const history = new LiveHistory({ store: reader, clock: { now: () => 0 } });
      return { source: await history.refresh(), close: () => reader.close() };
    },
    remove: () => rmSync(workspace, { recursive: true, force: true }),
  };
}
