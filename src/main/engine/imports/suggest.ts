import { decimalSchema, ipSchema } from '../../../shared/contract/common.ts';
import { type ImportMapping, importMappingSchema } from '../../../shared/contract/console/index.ts';
import { clientKinds, credentialResults, operationKinds } from '../../../shared/vocabulary/index.ts';
import type { FileFormat } from './rows.ts';
import { timeReader } from './times.ts';

/** What a look at the head of a file gave: rows as text by column. */
export interface FileSample {
  readonly format: FileFormat;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** A column with its name in lower-case words and the texts seen in it. */
interface Column {
  readonly name: string;
  readonly words: readonly string[];
  readonly texts: readonly string[];
}

/** Formats in the order in which they are tried; the first that reads every sampled text wins. */
const timeFormats = [
  'iso',
  'epoch_ms',
  'epoch_s',
  'yyyy/MM/dd HH:mm:ss',
  'dd.MM.yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm:ss',
  'dd MMM yyyy HH:mm:ss',
  'MMM dd yyyy HH:mm:ss',
  'MMM dd HH:mm:ss',
  'yyyyMMddHHmmss',
] as const;

/** What people call the columns of such files, most telling first. */
const names = {
  accountId: ['account', 'customer', 'user', 'username', 'login', 'member', 'client', 'cardholder', 'uid'],
  time: ['time', 'datetime', 'timestamp', 'date', 'at', 'created', 'ts', 'when'],
  deviceId: ['device', 'fingerprint', 'installation'],
  userAgent: ['agent', 'useragent', 'ua', 'browser'],
  amount: ['amount', 'sum', 'quantity', 'qty', 'volume', 'value'],
  asset: ['asset', 'currency', 'coin', 'token', 'symbol'],
  destination: ['destination', 'dest', 'terminal', 'merchant', 'payee', 'beneficiary', 'recipient', 'counterparty', 'iban', 'to'],
  label: ['fraud', 'label', 'fraudulent', 'chargeback', 'is_fraud'],
  labelKnownAt: ['known', 'reported', 'labelled', 'labeled', 'confirmed', 'settled'],
} as const;

/** Words that other systems use for the results of a password check. */
const credentialWords: Readonly<Record<string, string>> = {
  success: 'accepted',
  succeeded: 'accepted',
  ok: 'accepted',
  true: 'accepted',
  failure: 'wrong_password',
  failed: 'wrong_password',
  fail: 'wrong_password',
  false: 'wrong_password',
  invalid_user: 'unknown_user',
};

const labelWords: Readonly<Record<string, string>> = {
  '1': 'fraud',
  '0': 'legitimate',
  true: 'fraud',
  false: 'legitimate',
  yes: 'fraud',
  no: 'legitimate',
  good: 'legitimate',
  bad: 'fraud',
};

/**
 * Guesses a mapping from the columns' names and the texts in them. It is a proposal for a person to look at; where the times name no year it
 * takes the latest one that puts no sampled row into the future.
 * @returns null when no account or no time can be made out, or too little to form an operation
 */
export function suggestMapping(sample: FileSample, now: number): ImportMapping | null {
  const columns = sample.columns.map((name) => ({
    name,
    words: name
      .replace(/([a-z])([A-Z])/gu, '$1_$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/u),
    texts: sample.rows.map((row) => row[name] ?? '').filter((text) => text !== ''),
  }));
  const free = new Set<Column>(columns);
  const claim = (column: Column | undefined): Column | undefined => {
    if (column !== undefined) free.delete(column);
    return column;
  };
  const named = (field: keyof typeof names, fits: (text: string) => boolean = () => true) =>
    claim(byName([...free], names[field]).find((column) => column.texts.length > 0 && column.texts.every(fits)));
  const withTexts = (fits: (text: string) => boolean) =>
    claim([...free].find((column) => column.texts.length > 0 && column.texts.every(fits)));
  const oneOf = (...allowed: readonly string[]) => withTexts((text) => allowed.includes(text));

  const time = findTime([...free], now);
  if (time === null) return null;
  claim(time.column);
  const address = withTexts((text) => ipSchema.safeParse(text).success);
  const kind = oneOf(...operationKinds);
  const client = oneOf(...clientKinds);
  const credential =
    oneOf(...credentialResults) ??
    claim(
      [...free].find(
        (column) =>
          column.texts.length > 0 && column.texts.every((text) => text.toLowerCase() in credentialWords && !/^(true|false)$/iu.test(text)),
      ),
    );
  const label = named('label', (text) => text.toLowerCase() in labelWords || text === 'fraud' || text === 'legitimate');
  const readTime = timeReader({ format: time.format, timeZone: 'UTC', ...(time.year === undefined ? {} : { year: time.year }) });
  const labelKnownAt = label === undefined ? undefined : named('labelKnownAt', (text) => readTime(text) !== null);
  const amount = named('amount', (text) => decimalSchema.safeParse(text).success);
  const asset = named('asset', (text) => /^[A-Z0-9]{2,10}$/u.test(text));
  // The account last: `user_agent` and `to_account` hold its words too.
  const userAgent = named('userAgent');
  const device = named('deviceId');
  const destination = named('destination');
  const account = named('accountId');
  if (account === undefined) return null;

  const fallbackKind = credential !== undefined ? 'login' : amount !== undefined && destination !== undefined ? 'withdrawal' : undefined;
  if (kind === undefined && fallbackKind === undefined) return null;
  const values = {
    ...wordsOf('credentialResult', credential, credentialWords),
    ...wordsOf('label', label, labelWords),
  };
  return importMappingSchema.parse({
    format: sample.format,
    kind: kind === undefined ? { value: fallbackKind } : { column: kind.name },
    client: client === undefined ? { value: 'web' } : { column: client.name },
    columns: {
      accountId: account.name,
      time: time.column.name,
      ...column('deviceId', device),
      ...column('address', address),
      ...column('userAgent', userAgent),
      ...column('amount', amount),
      ...column('asset', asset),
      ...column('referenceValue', asset === undefined || everyText(asset, 'USD') ? amount : undefined),
      ...column('destination', destination),
      ...column('credentialResult', credential),
      ...column('label', label),
      ...column('labelKnownAt', labelKnownAt),
    },
    defaults: amount !== undefined && asset === undefined ? { asset: 'USD' } : {},
    time: { format: time.format, ...(time.year === undefined ? {} : { year: time.year }) },
    values,
  });
}

const column = (field: string, found: Column | undefined): Record<string, string> => (found === undefined ? {} : { [field]: found.name });

const everyText = (found: Column, text: string): boolean => found.texts.every((each) => each === text);

/** The columns whose names hold one of the words, the most telling word first. */
function byName(columns: readonly Column[], words: readonly string[]): Column[] {
  return words.flatMap((word) => columns.filter((each) => each.words.includes(word)));
}

/** `reported_at` tells when something became known, not when it happened. */
const isOfLabels = ({ words }: Column): boolean => words.some((word) => (names.labelKnownAt as readonly string[]).includes(word));

function findTime(columns: readonly Column[], now: number): { column: Column; format: string; year: number | undefined } | null {
  const candidates = [...byName(columns, names.time), ...columns];
  for (const candidate of new Set([...candidates.filter((each) => !isOfLabels(each)), ...candidates])) {
    if (candidate.texts.length === 0) continue;
    const isNamed = candidate.words.some((word) => (names.time as readonly string[]).includes(word));
    for (const format of timeFormats) {
      // Any whole number reads as an epoch, so only a name can make one a time.
      if (format.startsWith('epoch') && !isNamed) continue;
      if (format.includes('yyyy') || !format.includes('M')) {
        if (readsAll(candidate, format, undefined, now)) return { column: candidate, format, year: undefined };
      } else {
        const thisYear = new Date(now).getUTCFullYear();
        const year = [thisYear, thisYear - 1].find((each) => readsAll(candidate, format, each, now));
        if (year !== undefined) return { column: candidate, format, year };
      }
    }
  }
  return null;
}

/** 1980: an epoch in seconds read as milliseconds falls before it. */
const EARLIEST = Date.UTC(1980, 0, 1);

function readsAll(candidate: Column, format: string, year: number | undefined, now: number): boolean {
  const read = timeReader({ format, timeZone: 'UTC', ...(year === undefined ? {} : { year }) });
  return candidate.texts.every((text) => {
    const at = read(text);
    return at !== null && at >= EARLIEST && at <= now;
  });
}

/** The replacements that the sampled column needs, or all of them where the vocabulary's own words are not what it holds. */
function wordsOf(
  field: string,
  found: Column | undefined,
  words: Readonly<Record<string, string>>,
): Record<string, Record<string, string>> {
  if (found === undefined) return {};
  const texts = new Set(found.texts.filter((text) => text.toLowerCase() in words));
  if (texts.size === 0) return {};
  // A sample may show one of two words only, so its opposite comes along.
  const sample = [...texts][0] ?? '';
  const family = families.find((each) => each.includes(sample.toLowerCase())) ?? [];
  for (const word of family) texts.add(sample === sample.toUpperCase() && sample !== sample.toLowerCase() ? word.toUpperCase() : word);
  return { [field]: Object.fromEntries([...texts].map((text) => [text, words[text.toLowerCase()] ?? text])) };
}

const families: readonly (readonly string[])[] = [
  ['1', '0'],
  ['true', 'false'],
  ['yes', 'no'],
  ['good', 'bad'],
  ['success', 'failure'],
  ['succeeded', 'failed'],
  ['ok', 'fail'],
];
