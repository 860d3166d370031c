import { type Bench, BenchFault, machineInfo, parseArguments, rounded, table } from './harness.ts';

/** Benches are loaded when asked for: some start databases or servers. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  backtest: async () => (await import('./backtest/backtest.ts')).backtestBench,
  console: async () => (await import('./console/console.ts')).consoleBench,
  decide: async () => (await import('./decide/decide.ts')).decideBench,
  labelled: async () => (await import('./labelled/labelled.ts')).labelledBench,
  login: async () => (await import('./login/login.ts')).loginBench,
  postgres: async () => (await import('./decide/postgres.ts')).postgresBench,
  rules: async () => (await import('./rules/rules.ts')).rulesBench,
  windows: async () => (await import('./windows/windows.ts')).windowsBench,
};

async function main(): Promise<number> {
  const { name, json, rulesFile, eventsFile } = parseArguments(process.argv.slice(2));
  const load = name === undefined ? undefined : benches[name];
  if (!load) {
    console.error(
      `usage: npm run -s bench -- NAME [--json] [--rules FILE] [--events FILE]\nNAME is one of: ${Object.keys(benches).join(', ')}`,
    );
    return 2;
  }
  const bench = await load();
  const note = (text: string): void => console.error(text);
  if (!json) note(bench.describe);
  try {
    const measured = await bench.run({ rulesFile, eventsFile, note });
    const machine = machineInfo();
    const results = measured.results.map((result) => ({
      ...result,
      value: rounded(result.value),
      ...(result.ratio === undefined ? {} : { ratio: rounded(result.ratio) }),
    }));
    console.log(json ? JSON.stringify({ machine, runs: measured.runs, results, reach: measured.reach }) : table(measured, machine));
    return 0;
  } catch (error) {
    if (!(error instanceof BenchFault)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main();
