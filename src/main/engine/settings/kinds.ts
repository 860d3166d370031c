/** A setting's kinds, what each may be, and how a value that came over a wire is checked. Pure. */

interface Spec<Value> {
  readonly default: Value;
  /** What it does, in one plain sentence; the console shows it. */
  readonly meaning: string;
  /** The requirement that asks for it, or null where the foundation itself does. */
  readonly requirement: string | null;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Milliseconds. */
export interface DurationSpec extends Spec<number>, Range {
  readonly kind: 'duration';
}

export interface IntegerSpec extends Spec<number>, Range {
  readonly kind: 'integer';
  readonly unit?: string;
}

export interface NumberSpec extends Spec<number>, Range {
  readonly kind: 'number';
  readonly unit?: string;
}

export interface BooleanSpec extends Spec<boolean> {
  readonly kind: 'boolean';
}

export interface ChoiceSpec<Choice extends string> extends Spec<Choice> {
  readonly kind: 'choice';
  readonly choices: readonly Choice[];
}

/** One line of text of a given shape. */
export interface TextSpec extends Spec<string> {
  readonly kind: 'text';
  readonly pattern: RegExp;
  /** The shape in words, for the message when a value does not fit. */
  readonly hint: string;
  /** What no shape can tell: whether there is such a thing. */
  readonly exists?: (text: string) => boolean;
}

/** Distinct lines of text; with `choices`, only these. */
export interface TextListSpec<Item extends string> extends Spec<readonly Item[]> {
  readonly kind: 'text_list';
  readonly choices?: readonly Item[];
  readonly maxItems: number;
}

/** An amount of the reference currency, as a decimal string with at most two places. */
export interface MoneySpec extends Spec<string>, Range {
  readonly kind: 'money';
}

export type SettingSpec =
  | DurationSpec
  | IntegerSpec
  | NumberSpec
  | BooleanSpec
  | ChoiceSpec<string>
  | TextSpec
  | TextListSpec<string>
  | MoneySpec;

export type SettingKind = SettingSpec['kind'];

type Given<S> = Omit<S, 'kind' | 'requirement'> & { readonly requirement?: string };

const withRequirement = <S extends { readonly requirement?: string }>(spec: S) => ({ ...spec, requirement: spec.requirement ?? null });

export const duration = (spec: Given<DurationSpec>): DurationSpec => ({ kind: 'duration', ...withRequirement(spec) });
export const integer = (spec: Given<IntegerSpec>): IntegerSpec => ({ kind: 'integer', ...withRequirement(spec) });
export const number = (spec: Given<NumberSpec>): NumberSpec => ({ kind: 'number', ...withRequirement(spec) });
export const boolean = (spec: Given<BooleanSpec>): BooleanSpec => ({ kind: 'boolean', ...withRequirement(spec) });
export const money = (spec: Given<MoneySpec>): MoneySpec => ({ kind: 'money', ...withRequirement(spec) });
export const choice = <const C extends string>(spec: Given<ChoiceSpec<C>>): ChoiceSpec<C> => ({ kind: 'choice', ...withRequirement(spec) });
export const text = (spec: Given<TextSpec>): TextSpec => ({ kind: 'text', ...withRequirement(spec) });
export const textList = <const C extends string>(spec: Given<TextListSpec<C>>): TextListSpec<C> => ({
  kind: 'text_list',
  ...withRequirement(spec),
});

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const AMOUNT = /^(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,2}))?$/u;

/** An amount such as `1000.00` in hundredths. The caller has checked it: settings hold nothing else. */
export function toCents(amount: string): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

const good = (value: unknown): Parsed => ({ ok: true, value });
const bad = (why: string): Parsed => ({ ok: false, why });

const inRange = (value: number, { min, max }: Range, unit: string): Parsed =>
  value >= min && value <= max ? good(value) : bad(`must be between ${min} and ${max}${unit}`);

/** Checks a value against its setting. Nothing is converted: a number as text is refused, since the contract says what travels. */
export function parseSetting(spec: SettingSpec, value: unknown): Parsed {
  switch (spec.kind) {
    case 'duration':
      return Number.isSafeInteger(value) ? inRange(value as number, spec, ' ms') : bad('must be a whole number of milliseconds');
    case 'integer':
      return Number.isSafeInteger(value)
        ? inRange(value as number, spec, spec.unit === undefined ? '' : ` ${spec.unit}`)
        : bad('must be a whole number');
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
        ? inRange(value, spec, spec.unit === undefined ? '' : ` ${spec.unit}`)
        : bad('must be a number');
    case 'boolean':
      return typeof value === 'boolean' ? good(value) : bad('must be true or false');
    case 'choice':
      return typeof value === 'string' && spec.choices.includes(value) ? good(value) : bad(`must be one of ${spec.choices.join(', ')}`);
    case 'text':
      return typeof value === 'string' && spec.pattern.test(value) && spec.exists?.(value) !== false
        ? good(value)
        : bad(`must be ${spec.hint}`);
    case 'text_list':
      return parseList(spec, value);
    case 'money':
      if (typeof value !== 'string' || !AMOUNT.test(value)) return bad('must be an amount such as 1000.00, as text');
      return toCents(value) >= spec.min * 100 && toCents(value) <= spec.max * 100
        ? good(value)
        : bad(`must be between ${spec.min} and ${spec.max}`);
  }
}

function parseList(spec: TextListSpec<string>, value: unknown): Parsed {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return bad('must be a list of texts');
  if (value.length > spec.maxItems) return bad(`must have at most ${spec.maxItems} items`);
  if (new Set(value).size !== value.length) return bad('must not name anything twice');
  const { choices } = spec;
  const stranger = choices === undefined ? undefined : value.find((item) => !choices.includes(item));
  if (stranger !== undefined) return bad(`must only hold ${choices?.join(', ')}`);
  if (!value.every((item) => /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u.test(item)))
    return bad('must hold single lines of 1 to 200 characters');
  return good([...value]);
}

/** The value as one line for the audit trail. */
export const settingText = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : JSON.stringify(value);

const units = [
  [day, 'd'],
  [hour, 'h'],
  [minute, 'min'],
  [second, 's'],
  [1, 'ms'],
] as const;

/** The value as people write it: a length of time in the largest unit that it is a whole number of; days begin at two, since holds last 24 h. */
export function settingWords(spec: SettingSpec, value: unknown): string {
  if (spec.kind !== 'duration' || typeof value !== 'number') return String(settingText(value));
  if (value === 0) return '0';
  const [size, unit] = units.find(([each]) => value % each === 0 && (each !== day || value > day)) ?? units[4];
  return `${value / size} ${unit}`;
}
