import type { SimulationReport } from '../../../src/main/demo/simulation/simulate.ts';

/** What broke, with the trace of the first: enough to look for the fault without running it again. */
export const broken = ({ breaches, invariants }: SimulationReport) => ({
  counts: Object.fromEntries(Object.entries(invariants).flatMap(([name, tally]) => (tally.broken > 0 ? [[name, tally.broken]] : []))),
  first: breaches.slice(0, 2),
});

export const nothing = { counts: {}, first: [] };

export const unchecked = ({ invariants }: SimulationReport): string[] =>
  Object.entries(invariants).flatMap(([name, { checked }]) => (checked === 0 ? [name] : []));
