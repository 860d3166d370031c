import { createCatalogue, type Facts, type SignalValue } from '../expression/catalogue.ts';
import { accountSignals } from './account.ts';
import { deviceSignals } from './device.ts';
import { historySignals } from './history.ts';
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
  ...windowSignals,
];

/** The catalogue against which rules are checked (RT-01). */
export const signalCatalogue = createCatalogue(signals.map((signal) => ({ ...signal, description: signal.meaning })));

const byName = new Map(signals.map((signal) => [signal.name, signal]));

export const findSignal = (name: string): Signal | undefined => byName.get(name);

/** The signals that take part in a decision, worked out once per policy version. */
export interface SignalPlan {
  readonly used: readonly Signal[];
  /** Every planned signal, not known yet: facts begin as a copy of it, so that all facts of a plan are one shape. */
  readonly blank: Facts;
  readonly windows: readonly NonNullable<Signal['window']>[];
}

/**
 * Plans which signals to compute: those that an active rule reads, and the evidence that PO-05 counts where it costs no query.
 * @param reads names of the signals that rules and policy read.
 */
export function planSignals(reads: ReadonlySet<string>): SignalPlan {
  const used = signals.filter((signal) => reads.has(signal.name) || signal.window === undefined);
  return { used, blank: Object.fromEntries(used.map(({ name }) => [name, null])), windows: used.flatMap((signal) => signal.window ?? []) };
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
  return { facts, usable };
}

/**
 * Facts as a decision keeps them; integers beyond JavaScript's own stand as text. Asking about every value while writing costs more than
 * the writing, so that is done only where there is such an integer.
 */
export function factsJson(facts: Facts): string {
  const hasBigInt = Object.values(facts).some((value) => typeof value === 'bigint');
  return JSON.stringify(facts, hasBigInt ? (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value) : undefined);
}
