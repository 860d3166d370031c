import { runSimulation } from '../compose/simulation.ts';
import { invariants } from '../demo/simulation/ledger.ts';
import type { SimulationReport } from '../demo/simulation/simulate.ts';
import { type Command, parse, UsageError } from './command.ts';

const BROKEN = 1;
const DAY_HOURS = 24;

const options = {
  customers: { type: 'string', default: '200' },
  hours: { type: 'string', default: String(2 * DAY_HOURS) },
  seed: { type: 'string', default: 'portcullis' },
  'database-url': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function whole(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most) throw new UsageError(`--${name} takes a whole number from 1 to ${most}.`);
  return number;
}

export const simulate: Command = {
  usage: `portcullis simulate [--customers N] [--hours H] [--seed TEXT] [--json]

Lets simulated customers live against a real server through its public HTTP APIs, honest and attacked, and checks from outside that what
must always hold did hold. Simulated time passes as fast as the server answers. Nothing of it stays.

  --customers N         how many; by default ${options.customers.default}
  --hours H             simulated hours; by default ${options.hours.default}
  --seed TEXT           who they are and what they want; the same seed repeats a run
  --database-url URL    an empty PostgreSQL database; by default a workspace of its own that is removed afterwards
  --json                the report as JSON, without progress

Exit code 0 when nothing broke, ${BROKEN} when something did.`,

  async run(args, around) {
    const { values } = parse(args, options);
    const url = values['database-url'];
    const began = performance.now();
    const report = await runSimulation({
      customers: whole('customers', values.customers, 100_000),
      hours: whole('hours', values.hours, 90 * DAY_HOURS),
      seed: values.seed,
      ...(url === undefined ? {} : { target: { databaseUrl: url } }),
      ...(values.json
        ? {}
        : {
            onProgress: ({ simulatedHours, calls, operations, broken }) =>
              around.err(`${String(simulatedHours).padStart(4)} h  ${calls} calls  ${operations} operations  ${broken} broken`),
          }),
      onLog: (line) => around.err(line),
    });
    if (values.json) around.out(JSON.stringify(report, null, 2));
    else for (const line of inWords(report, (performance.now() - began) / 1_000)) around.out(line);
    return report.broken === 0 ? 0 : BROKEN;
  },
};

function inWords(report: SimulationReport, seconds: number): string[] {
  const { customers, simulatedHours, operations, calls, seed, behaviours, breaches } = report;
  const checks = Object.entries(report.invariants);
  const lines = [
    `${customers} customers lived for ${simulatedHours} h: ${operations} operations, ${calls} calls in ${seconds.toFixed(0)} s (seed ${seed})`,
    '',
    ...Object.entries(behaviours).map(([name, count]) => `${String(count).padStart(8)}  ${name}`),
    '',
    ' checked  broken',
    ...checks.map(
      ([name, { checked, broken }]) =>
        `${String(checked).padStart(8)}${String(broken).padStart(8)}  ${invariants[name as keyof typeof invariants]}`,
    ),
  ];
  for (const { invariant, accountId, at, detail, trace } of breaches) {
    lines.push('', `BROKEN ${invariant} (${invariants[invariant]})`, `  ${accountId} at ${(at / 1_000).toFixed(3)} s: ${detail}`);
    lines.push(...trace.map((call) => `    ${call}`));
  }
  if (breaches.length > 0) lines.push('', `Again: npm run simulate -- --customers ${customers} --hours ${simulatedHours} --seed ${seed}`);
  return lines;
}
