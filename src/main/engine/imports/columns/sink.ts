import { networkOf, userAgentFacts } from '../../operations/client-facts.ts';
import type { Geo } from '../../ports.ts';
import type { DecisionContext } from '../../risk/context.ts';
import type { SignalType } from '../../risk/expression/catalogue.ts';
import { codeLayout, intLayout, layouts, missingBool, missingOf } from '../../tuning/columns/column.ts';
import { type EncodedColumn, encodeTexts, type Segment } from '../../tuning/history/encode.ts';
import { type PastOperation, Pasts, type Surroundings } from './past.ts';

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** One column while a segment fills. */
interface Building {
  readonly type: SignalType;
  /** Texts known so far, over all segments. */
  readonly size: number;
  finish(rows: number): Omit<EncodedColumn, 'name' | 'type'> | null;
}

class TextColumn implements Building {
  readonly type = 'string';
  readonly #codes = new Map<string, number>();
  #values: Uint32Array;
  #added: string[] = [];
  #present = 0;

  constructor(rows: number) {
    this.#values = new Uint32Array(rows);
  }

  get size(): number {
    return this.#codes.size;
  }

  set(row: number, text: string | null): void {
    if (text === null) return;
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size + 1;
      this.#codes.set(text, code);
      this.#added.push(text);
    }
    this.#values[row] = code;
    this.#present += 1;
  }

  finish(rows: number) {
    const [added, present] = [this.#added, this.#present];
    this.#added = [];
    this.#present = 0;
    if (present === 0) return null;
    const layout = codeLayout(this.#codes.size);
    const data = bytesOf(new layouts[layout](this.#values.subarray(0, rows)));
    this.#values.fill(0);
    return { layout, missing: present < rows, data, added: encodeTexts(added) };
  }
}

class NumberColumn implements Building {
  readonly type: 'int' | 'double';
  readonly size = 0;
  readonly #values: Float64Array;
  #present = 0;

  constructor(rows: number, type: 'int' | 'double') {
    this.type = type;
    this.#values = new Float64Array(rows).fill(Number.NaN);
  }

  set(row: number, value: number | null): void {
    if (value === null || !Number.isFinite(value)) return;
    this.#values[row] = value;
    this.#present += 1;
  }

  finish(rows: number) {
    const present = this.#present;
    this.#present = 0;
    if (present === 0) return null;
    const values = this.#values.slice(0, rows);
    this.#values.fill(Number.NaN);
    const missing = present < rows;
    if (this.type === 'double') return { layout: 'f64' as const, missing, data: bytesOf(values), added: null };
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < rows; i++) {
      const value = values[i] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const layout = intLayout(least, most);
    if (layout === 'f64') return { layout, missing, data: bytesOf(values), added: null };
    const narrow = new layouts[layout](rows);
    const none = missingOf[layout];
    for (let i = 0; i < rows; i++) {
      const value = values[i] as number;
      narrow[i] = Number.isNaN(value) ? none : value;
    }
    return { layout, missing, data: bytesOf(narrow), added: null };
  }
}

class BoolColumn implements Building {
  readonly type = 'bool';
  readonly size = 0;
  readonly #values: Uint8Array;
  #present = 0;

  constructor(rows: number) {
    this.#values = new Uint8Array(rows).fill(missingBool);
  }

  set(row: number, value: boolean | null): void {
    if (value === null) return;
    this.#values[row] = value ? 1 : 0;
    this.#present += 1;
  }

  finish(rows: number) {
    const present = this.#present;
    this.#present = 0;
    if (present === 0) return null;
    const data = this.#values.slice(0, rows);
    this.#values.fill(missingBool);
    return { layout: 'u8' as const, missing: present < rows, data, added: null };
  }
}

/** Signals that compare a row with its account's past, and their types. */
const compared = {
  account_age_days: 'double',
  device_known: 'bool',
  device_age_hours: 'double',
  device_silent_days: 'double',
  country_new: 'bool',
  network_new: 'bool',
  browser_new: 'bool',
  travel_speed_kmh: 'double',
  hours_since_last_operation: 'double',
  withdrawals_total: 'int',
  amount_to_average: 'double',
  amount_to_largest: 'double',
  destination_new: 'bool',
} as const satisfies Record<string, 'int' | 'double' | 'bool'>;

const texts = [
  '$kind',
  '$context',
  '$credential',
  '$account',
  '$device',
  '$address',
  '$network',
  '$country',
  '$asn',
  '$destination',
  '$asset',
  '$label',
  'operation',
  'client',
  'credential_result',
  'asset',
  'destination',
  'user_agent',
  'browser',
  'os',
  'country',
  'account_country',
  'network',
] as const;
const numbers = {
  $at: 'double',
  $line: 'int',
  $usable: 'int',
  $cents: 'double',
  $labelAt: 'double',
  amount_value: 'double',
  hour_utc: 'int',
} as const;

/**
 * Which methods the customers of a file had, nobody knows. A history without any would end every step-up in a review, so that these are taken
 * as enrolled; the guide says so.
 */
const assumedMethods = ['authenticator', 'email_code', 'phone_code'] as const;

const contextText = (kind: string, client: string, credential: string | null): string =>
  JSON.stringify({
    kind: kind as DecisionContext['kind'],
    client: client as DecisionContext['client'],
    frozen: false,
    credentialRefused: credential !== null && credential !== 'accepted',
    deviceUnproven: false,
    assignment: null,
    locked: [],
    held: false,
    trustedDevice: 'none',
    onTrustedDevice: false,
    trustedDeviceTooYoung: false,
    mandatoryPasskey: false,
    enrolled: [...assumedMethods],
  } satisfies DecisionContext);

/** Packs operations of the past into columns, a segment at a time, with the signals that they would have had at their own moment. */
export class HistorySink {
  readonly #rows: number;
  readonly #geo: Geo | null;
  readonly #country: string | null;
  readonly #pasts = new Pasts();
  readonly #texts: Readonly<Record<(typeof texts)[number], TextColumn>>;
  readonly #numbers: Readonly<Record<keyof typeof numbers, NumberColumn>>;
  readonly #compared: readonly (readonly [keyof typeof compared, NumberColumn | BoolColumn])[];
  readonly #contexts = new Map<string, string>();
  #count = 0;

  /**
   * @param rows the most rows of a segment
   * @param geo null where nothing is known of addresses
   * @param country the country of all accounts, if it is known
   */
  constructor(rows: number, geo: Geo | null, country: string | null) {
    this.#rows = rows;
    this.#geo = geo;
    this.#country = country;
    this.#texts = Object.fromEntries(texts.map((name) => [name, new TextColumn(rows)])) as Record<(typeof texts)[number], TextColumn>;
    this.#numbers = Object.fromEntries(
      Object.entries(numbers).map(([name, type]) => [name, new NumberColumn(rows, type)]),
    ) as unknown as Record<keyof typeof numbers, NumberColumn>;
    this.#compared = Object.entries(compared).map(
      ([name, type]) => [name as keyof typeof compared, type === 'bool' ? new BoolColumn(rows) : new NumberColumn(rows, type)] as const,
    );
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === this.#rows;
  }

  /** Texts by column so far: what a process that goes on must come to as well. */
  sizes(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.#texts).map(([name, column]) => [name, column.size]));
  }

  add(operation: PastOperation, line: number): void {
    const row = this.#count++;
    const { at, kind, client, accountId, deviceId, address, userAgent, cents, asset, destination, credential, label, labelKnownAt } =
      operation;
    const place = address === null || this.#geo === null ? null : this.#geo.locate(address);
    const { browser, os } = userAgentFacts(userAgent ?? undefined);
    const around: Surroundings = {
      place,
      network: address === null ? null : networkOf(address),
      software: browser === null ? null : `${browser}/${os ?? ''}`,
    };
    const { signals, usable } = this.#pasts.compare(operation, around);
    const country = place?.country ?? null;
    const [text, number] = [this.#texts, this.#numbers];
    text.$kind.set(row, kind);
    text.$context.set(row, this.#contextOf(kind, client, credential));
    text.$credential.set(row, credential);
    text.$account.set(row, accountId);
    text.$device.set(row, deviceId);
    text.$address.set(row, address);
    text.$network.set(row, around.network);
    text.$country.set(row, country);
    text.$asn.set(row, place?.asn == null ? null : String(place.asn));
    text.$destination.set(row, destination);
    text.$asset.set(row, asset);
    text.$label.set(row, label);
    text.operation.set(row, kind);
    text.client.set(row, client);
    text.credential_result.set(row, credential);
    text.asset.set(row, asset);
    text.destination.set(row, destination);
    text.user_agent.set(row, userAgent);
    text.browser.set(row, browser);
    text.os.set(row, os);
    text.country.set(row, country);
    text.account_country.set(row, this.#country);
    text.network.set(row, around.network);
    number.$at.set(row, at);
    number.$line.set(row, line);
    number.$usable.set(row, usable);
    number.$cents.set(row, cents);
    number.$labelAt.set(row, label === null ? null : labelKnownAt);
    number.amount_value.set(row, cents === null ? null : cents / 100);
    number.hour_utc.set(row, Math.floor(at / 3_600_000) % 24);
    for (const [name, column] of this.#compared) column.set(row, signals[name] as never);
    this.#pasts.learn(operation, around);
  }

  /** The rows since the last segment. */
  take(): Segment {
    const rows = this.#count;
    this.#count = 0;
    const columns: EncodedColumn[] = [];
    for (const [name, column] of [...Object.entries(this.#texts), ...Object.entries(this.#numbers), ...this.#compared]) {
      const finished = (column as Building).finish(rows);
      if (finished !== null) columns.push({ name, type: (column as Building).type, ...finished });
    }
    return { rows, columns };
  }

  #contextOf(kind: string, client: string, credential: string | null): string {
    const key = `${kind} ${client} ${credential}`;
    const known = this.#contexts.get(key) ?? contextText(kind, client, credential);
    this.#contexts.set(key, known);
    return known;
  }
}
