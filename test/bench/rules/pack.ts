import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { createCatalogue, type Facts, type SignalCatalogue } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import type { Term } from '../../../src/main/engine/risk/expression/term.ts';
import { type BenchContext, BenchFault } from '../harness.ts';

const packSchema = z.object({
  fields: z.record(z.string(), z.enum(['string', 'int', 'double', 'bool'])),
  rules: z.array(z.object({ id: z.string(), score: z.number(), when: z.string() })).min(1),
});

export interface PackRule {
  readonly id: string;
  readonly score: number;
  readonly when: string;
  readonly term: Term;
}

/** Rules with what they read, and events to show them. */
export interface Pack {
  /** Whether this is the pack that lies beside the bench, for which hand-written code exists. */
  readonly own: boolean;
  readonly catalogue: SignalCatalogue;
  readonly rules: readonly PackRule[];
  readonly events: readonly Facts[];
}

const ownRules = new URL('../rules-50.json', import.meta.url);
const ownEvents = new URL('../generate.ts', import.meta.url);

/**
 * Loads rules and events: ours, or those of the files given on the command line.
 * @throws BenchFault where a file cannot be used
 */
export async function loadPack({ rulesFile, eventsFile }: BenchContext, eventCount: number): Promise<Pack> {
  const parsed = packSchema.safeParse(readJson(rulesFile ?? ownRules));
  if (!parsed.success) throw new BenchFault(`${rulesFile}: ${z.prettifyError(parsed.error)}`);
  const { fields, rules } = parsed.data;
  const catalogue = createCatalogue(Object.entries(fields).map(([name, type]) => ({ name, type })));
  return {
    own: rulesFile === undefined,
    catalogue,
    rules: rules.map((rule) => ({ ...rule, term: checkedTerm(rule.id, rule.when, catalogue) })),
    events: await loadEvents(eventsFile, eventCount),
  };
}

function readJson(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BenchFault(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function checkedTerm(id: string, when: string, catalogue: SignalCatalogue): Term {
  const checked = checkExpression(when, catalogue);
  if (!checked.ok) throw new BenchFault(`${id}: ${checked.errors.map(({ message, excerpt }) => `${message}\n${excerpt}`).join('\n')}`);
  return checked.expression.term;
}

/** The first events of a file, or generated ones. @throws BenchFault where there are none */
export async function loadEvents(file: string | undefined, count: number): Promise<Facts[]> {
  if (file !== undefined && !existsSync(file)) throw new BenchFault(`${file}: no such file`);
  const lines = file === undefined || /\.[mc]?[jt]s$/.test(file) ? await generated(file, count) : await firstLines(file, count);
  // Through JSON in any case: events arrive as text in life, and strings from text compare slower than constants of a program.
  const events = lines.map((line, i): Facts => {
    try {
      return JSON.parse(line);
    } catch {
      throw new BenchFault(`${file}, event ${i + 1} is not JSON`);
    }
  });
  if (events.length === 0) throw new BenchFault(`${file}: no events`);
  return events;
}

async function generated(file: string | undefined, count: number): Promise<string[]> {
  const module: { makeEvents?: (count: number) => Iterable<unknown> } = await import(
    (file ? pathToFileURL(resolve(file)) : ownEvents).href
  );
  if (!module.makeEvents) throw new BenchFault(`${file} does not export makeEvents(count, seed)`);
  return Array.from(module.makeEvents(count), (event) => JSON.stringify(event));
}

async function firstLines(file: string, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.trim() !== '') lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}
