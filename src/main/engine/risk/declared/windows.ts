import {
  type DistinctField,
  distinctFields,
  type OperationKind,
  operationKinds,
  type WindowKey,
  windowKeys,
} from '../../../../shared/vocabulary/index.ts';
import type { FunctionArgument, SignalFunction } from '../expression/catalogue.ts';

/** The operations that a window looks at: those of one kind, refused passwords, or all. */
export const windowEvents = [...operationKinds, 'login_failed', 'any'] as const;
export type WindowEvent = OperationKind | 'login_failed' | 'any';

/** A velocity window that a rule declares by calling `count`, `sum` or `distinct` (RT-02). */
export interface DeclaredWindow {
  /** The signal that carries it: `count__withdrawal__24h__account`. */
  readonly name: string;
  readonly measure: 'count' | 'sum' | 'distinct';
  /** What `distinct` tells apart. */
  readonly field: DistinctField | null;
  readonly event: WindowEvent;
  readonly key: WindowKey;
  readonly lengthMs: number;
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const shortestMs = units.m;
const longestMs = 90 * units.d;

/** The length that a text such as `24h` means; undefined where it means none. */
export function parseLength(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})([mhd])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * units[match[2] as keyof typeof units];
  return ms >= shortestMs && ms <= longestMs ? ms : undefined;
}

const isOneOf = <T extends string>(choices: readonly T[], text: unknown): text is T => (choices as readonly unknown[]).includes(text);

/** Reads a signal's name back as the window it stands for; undefined for every other signal. */
export function declaredWindow(name: string): DeclaredWindow | undefined {
  const parts = name.split('__');
  const [measure] = parts;
  if (measure !== 'count' && measure !== 'sum' && measure !== 'distinct') return undefined;
  const [field, event, length, key] = measure === 'distinct' ? parts.slice(1) : [null, ...parts.slice(1)];
  const lengthMs = parseLength(length ?? '');
  if (lengthMs === undefined || !isOneOf(windowEvents, event) || !isOneOf(windowKeys, key)) return undefined;
  if (field !== null && !isOneOf(distinctFields, field)) return undefined;
  return { name, measure, field, event, key, lengthMs };
}

/** The kind of operations that a window counts; null where all count. */
export const countedKind = ({ event }: DeclaredWindow): OperationKind | null =>
  event === 'any' ? null : event === 'login_failed' ? 'login' : event;

/** The kind of operations that a window looks at to find those; null where it looks at all, as by destination, whose index knows no kinds. */
export const lookedKind = (window: DeclaredWindow): OperationKind | null => (window.key === 'destination' ? null : countedKind(window));

type Resolved = ReturnType<SignalFunction['resolve']>;

function resolveWindow(measure: DeclaredWindow['measure'], args: readonly FunctionArgument[]): Resolved {
  const shift = measure === 'distinct' ? 1 : 0;
  const [field, event, length, key = 'account'] = measure === 'distinct' ? args : [null, ...args];
  if (field !== null && !isOneOf(distinctFields, field)) {
    return { problem: `distinct() tells apart ${distinctFields.join(', ')}`, argument: 0 };
  }
  if (!isOneOf(windowEvents, event)) {
    return { problem: `Name a kind of operation, "login_failed" or "any"`, argument: shift };
  }
  if (typeof length !== 'string' || parseLength(length) === undefined) {
    return { problem: 'Give a length from "1m" to "90d", in minutes, hours or days', argument: shift + 1 };
  }
  if (!isOneOf(windowKeys, key)) return { problem: `Windows are kept by ${windowKeys.join(', ')}`, argument: shift + 2 };
  return { signal: [measure, ...(field === null ? [] : [field]), event, length, key].join('__') };
}

/** `count("withdrawal", "24h")`, `sum("withdrawal", "7d", "destination")`, `distinct("device", "login", "7d")`. */
export const windowFunctions: readonly SignalFunction[] = [
  {
    name: 'count',
    parameters: ['string', 'string'],
    optional: ['string'],
    returns: 'int',
    description: 'count(kind, window, by): earlier operations of a kind, by the same account unless `by` says otherwise',
    resolve: (args) => resolveWindow('count', args),
  },
  {
    name: 'sum',
    parameters: ['string', 'string'],
    optional: ['string'],
    returns: 'double',
    description: 'sum(kind, window, by): their amounts together, in the reference currency',
    resolve: (args) => resolveWindow('sum', args),
  },
  {
    name: 'distinct',
    parameters: ['string', 'string', 'string'],
    optional: ['string'],
    returns: 'int',
    description: 'distinct(what, kind, window, by): how many different devices, addresses, accounts … they had',
    resolve: (args) => resolveWindow('distinct', args),
  },
];
