import { type DeclaredList, declaredList, isListed, type ListIndex, listFunction, noLists, type RiskLists } from '../declared/lists.ts';
import { type DeclaredWindow, declaredWindow, windowFunctions } from '../declared/windows.ts';
import { createCatalogue, type Facts, type SignalCatalogue, type SignalValue } from '../expression/catalogue.ts';
import { accountSignals } from './account.ts';
import { deviceSignals } from './device.ts';
import { historySignals } from './history.ts';
import { loginSignals } from './login.ts';
import { operationSignals } from './operation.ts';
import { placeSignals } from './place.ts';
import type { Signal, SignalContext } from './signal.ts';
import { windowSignals } from './windows.ts';

/** Every signal that rules can read, in the order in which they are shown. */
export const signals: readonly Signal[] = [
  ...operationSignals,
  ...accountSignals,
  ...deviceSignals,
  ...placeSignals,
  ...historySignals,
  ...loginSignals,
  ...windowSignals,
];

const definitions = signals.map((signal) => ({ ...signal, description: signal.meaning }));

/** The catalogue against which rules are checked (RT-01): the signals, the windows a rule may declare (RT-02), and these lists. */
export const catalogueWith = (lists: RiskLists): SignalCatalogue => createCatalogue(definitions, [...windowFunctions, listFunction(lists)]);

/** The catalogue of a workspace without lists. */
export const signalCatalogue = catalogueWith(noLists);

const byName = new Map(signals.map((signal) => [signal.name, signal]));

const describeWindow = ({ measure, field, event, key, lengthMs }: DeclaredWindow): string => {
  const what = measure === 'count' ? 'Number' : measure === 'sum' ? 'Sum of the amounts' : `Number of different values of ${field}`;
  const of = event === 'any' ? 'earlier operations' : `earlier operations of the kind ${event}`;
  return `${what} of ${of} by the same ${key} in the last ${lengthMs / 60_000} minutes`;
};

/** What a signal means to people, those that rules declare included; undefined for a name that stands for nothing. */
export function findSignal(name: string): Pick<Signal, 'name' | 'type' | 'unit' | 'meaning' | 'source'> | undefined {
  const window = declaredWindow(name);
  if (window !== undefined) {
    const type = window.measure === 'sum' ? 'double' : 'int';
    const unit = window.measure === 'sum' ? 'reference currency' : null;
    return { name, type, unit, meaning: describeWindow(window), source: `the operations of the ${window.key}` };
  }
  const list = declaredList(name);
  if (list !== undefined) {
    return { name, type: 'bool', unit: null, meaning: `The ${list.subject} is in the list ${list.listId}`, source: 'the lists' };
  }
  return byName.get(name);
}

/** The signals that take part in a decision, worked out once per policy version. */
export interface SignalPlan {
  readonly used: readonly Signal[];
  /** Every planned signal, not known yet: facts begin as a copy of it, so that all facts of a plan are one shape. */
  readonly blank: Facts;
  /** Whether the log-in model is asked (RT-11). */
  readonly login: boolean;
  readonly windows: readonly NonNullable<Signal['window']>[];
  /** Windows that rules declare themselves (RT-02). */
  readonly declared: readonly DeclaredWindow[];
  /** Look-ups in lists (RT-02). */
  readonly lists: readonly DeclaredList[];
  readonly listIndex: ListIndex;
}

const noIndex: ListIndex = new Map();

/**
 * Plans which signals to compute: those that an active rule reads, and the evidence that PO-05 counts where it costs no query.
 * @param reads names of the signals that rules and policy read.
 */
export function planSignals(reads: ReadonlySet<string>, listIndex: ListIndex = noIndex): SignalPlan {
  const used = signals.filter((signal) => reads.has(signal.name) || (signal.window === undefined && signal.model === undefined));
  const declared = [...reads].flatMap((name) => declaredWindow(name) ?? []);
  const lists = [...reads].flatMap((name) => declaredList(name) ?? []);
  const names = [...used, ...declared, ...lists].map(({ name }) => name);
  return {
    used,
    blank: Object.fromEntries(names.map((name) => [name, null])),
    login: used.some(({ model }) => model === 'login'),
    windows: used.flatMap((signal) => signal.window ?? []),
    declared,
    lists,
    listIndex,
  };
}

export interface ComputedSignals {
  readonly facts: Facts;
  /** How many evidence signals are present (PO-05). */
  readonly usable: number;
}

/** Computes the planned signals. */
export function computeSignals(plan: SignalPlan, context: SignalContext): ComputedSignals {
  const facts: Record<string, SignalValue | null | undefined> = { ...plan.blank };
  let usable = 0;
  for (const signal of plan.used) {
    const value = signal.value(context);
    facts[signal.name] = value;
    if (value !== null && signal.evidence === true) usable += 1;
  }
  for (const { name } of plan.declared) facts[name] = context.declared[name] ?? null;
  for (const list of plan.lists) facts[list.name] = isListed(plan.listIndex, list, context.subjects[list.subject], context.now);
  return { facts, usable };
}

/**
 * Facts as a decision keeps them; integers beyond JavaScript's own, which JSON refuses, stand as text. Asking about every value while writing
 * costs more than the writing, so that is done only where it was refused.
 */
export function factsJson(facts: Facts): string {
  try {
    return JSON.stringify(facts);
  } catch {
    return JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  }
}
