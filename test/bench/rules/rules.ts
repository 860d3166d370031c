import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { compileRuleSet, type RuleDefinition } from '../../../src/main/engine/risk/rule-set.ts';
import { atLeast, atMost, type BenchContext, BenchFault, defineBench, type Measurements, median, type Result } from '../harness.ts';
import { fused50 } from './fused-50.ts';
import { type Fused, fusedReference } from './fused-reference.ts';
import { celJs, jsonLogicEngine, jsonRulesEngine } from './others.ts';
import { loadPack, type Pack } from './pack.ts';

const runs = 9;
const eventCount = 20_000;
/** json-rules-engine takes about a third of a millisecond per event. */
const slowEventCount = 200;
/** A pass over the events is repeated until it has taken this long, so that the clock's grain does not matter. */
const minimumPassMs = 25;

interface Contestant {
  readonly name: string;
  readonly run: Fused;
  readonly events: readonly Facts[];
}

export const rulesBench = defineBench({
  name: 'rules',
  describe: 'Microseconds that one event takes through all rules, on one thread. Ratios are to the fused function.',
  async run(context: BenchContext): Promise<Measurements> {
    const pack = await loadPack(context, eventCount);
    context.note(`${pack.rules.length} rules over ${pack.catalogue.signals.size} fields, ${pack.events.length} events`);
    if (!pack.own) context.note('The yardstick is a fused function translated from these rules word for word: nobody wrote one by hand.');

    const contestants = contestantsOf(pack);
    const [yardstick, ...others] = contestants;
    if (!yardstick) throw new BenchFault('no yardstick');
    for (const other of others) insistOnSameHits(pack, yardstick, other);
    const slow = jsonRulesEngine(pack);
    const slowEvents = pack.events.slice(0, slowEventCount);
    await insistOnSameSlowHits(pack, yardstick, slow, slowEvents);
    context.note(`All engines agree on every event (json-rules-engine: on ${slowEvents.length}).\n`);

    const samples = new Map(contestants.map(({ name }) => [name, [] as number[]]));
    const timers = contestants.map((contestant) => ({ name: contestant.name, time: timer(contestant, pack.rules.length) }));
    const slowSamples: number[] = [];
    // In turns, so that a machine that slows down does so for all.
    for (let round = -2; round < runs; round++) {
      for (const { name, time } of timers) {
        const taken = time();
        if (round >= 0) samples.get(name)?.push(taken);
      }
      const taken = await timeSlow(slow, slowEvents);
      if (round >= 0) slowSamples.push(taken);
    }
    return summary(contestants, samples, slowSamples);
  },
});

function contestantsOf(pack: Pack): Contestant[] {
  const definitions = pack.rules.map(
    ({ id, score, when }): RuleDefinition => ({ id, name: id, when, score, reason: id, tags: [], enabled: true }),
  );
  const ours = (codegen: 'generated' | 'closures'): Fused => {
    const set = compileRuleSet(definitions, pack.catalogue, { codegen });
    const matches = { ...set.newMatches() };
    return (event, hits) => {
      matches.hits = hits;
      set.run(event, matches);
      return matches.hitCount;
    };
  };
  const reference: Contestant = { name: pack.own ? 'fused, translated' : 'fused function', run: fusedReference(pack), events: pack.events };
  const byHand: Contestant[] = pack.own ? [{ name: 'fused function', run: fused50 as unknown as Fused, events: pack.events }] : [];
  return [
    ...byHand,
    reference,
    { name: 'portcullis, generated', run: ours('generated'), events: pack.events },
    { name: 'portcullis, closures', run: ours('closures'), events: pack.events },
    { name: 'json-logic-engine, compiled', run: jsonLogicEngine(pack), events: pack.events },
    { name: '@marcbachmann/cel-js', run: celJs(pack), events: pack.events },
  ];
}

function insistOnSameHits(pack: Pack, one: Contestant, other: Contestant): void {
  const [a, b] = [new Uint32Array(pack.rules.length), new Uint32Array(pack.rules.length)];
  for (const [i, event] of pack.events.entries()) {
    const expected = hitsOf(one.run(event, a), a);
    const got = hitsOf(other.run(event, b), b);
    if (got !== expected) throw new BenchFault(`event ${i}: ${one.name} hits [${expected}], ${other.name} hits [${got}]`);
  }
}

const hitsOf = (count: number, hits: Uint32Array): string => hits.slice(0, count).sort().join(' ');

async function insistOnSameSlowHits(
  pack: Pack,
  yardstick: Contestant,
  slow: (event: Facts) => Promise<string[]>,
  events: readonly Facts[],
): Promise<void> {
  const indexes = new Map(pack.rules.map(({ id }, index) => [id, index]));
  const hits = new Uint32Array(pack.rules.length);
  for (const [i, event] of events.entries()) {
    const expected = hitsOf(yardstick.run(event, hits), hits);
    const found = Uint32Array.from(await slow(event), (id) => indexes.get(id) ?? -1);
    const got = hitsOf(found.length, found);
    if (got !== expected) throw new BenchFault(`event ${i}: ${yardstick.name} hits [${expected}], json-rules-engine hits [${got}]`);
  }
}

/**
 * Measures microseconds per event. Each contestant gets a loop of its own, or the compiler would judge the call in a common loop by all
 * of them together.
 */
function timer({ run, events }: Contestant, ruleCount: number): () => number {
  const pass = new Function(
    'run',
    'events',
    'hits',
    'let n = 0; for (let i = 0; i < events.length; i++) n += run(events[i], hits); return n;',
  );
  const hits = new Uint32Array(ruleCount);
  return () => {
    let passes = 0;
    let taken = 0;
    const start = performance.now();
    do {
      pass(run, events, hits);
      passes++;
      taken = performance.now() - start;
    } while (taken < minimumPassMs);
    return (taken * 1000) / (passes * events.length);
  };
}

async function timeSlow(run: (event: Facts) => Promise<string[]>, events: readonly Facts[]): Promise<number> {
  const start = performance.now();
  for (const event of events) await run(event);
  return ((performance.now() - start) * 1000) / events.length;
}

function summary(contestants: readonly Contestant[], samples: ReadonlyMap<string, number[]>, slowSamples: readonly number[]): Measurements {
  const medians = new Map(contestants.map(({ name }) => [name, median(samples.get(name) ?? [])]));
  medians.set('json-rules-engine', median(slowSamples));
  const of = (name: string): number => medians.get(name) ?? Number.NaN;
  const yardstick = of('fused function');
  const results = [...medians].map(([name, value]): Result => ({ name, value, unit: 'µs/event', ratio: value / yardstick }));
  const generated = of('portcullis, generated');
  return {
    runs,
    results,
    reach: [
      atMost('generated, in multiples of the fused function', 4, generated / yardstick),
      atLeast('generated, times as fast as cel-js', 20, of('@marcbachmann/cel-js') / generated),
    ],
  };
}
