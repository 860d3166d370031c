// `npm test`: everything, ending in the line `N passed, N failed`. `--only unit|integration|attack|e2e` runs one part; further
// arguments go to that part's runner. A part that cannot run says why and counts as one failure: nothing is skipped in silence.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryBuild } from './lib/building.mjs';
import { findRuntime } from './lib/electron-runtime.mjs';
import { describeFailure, playwrightFailures } from './lib/failures.mjs';
import { digestOfSources } from './lib/freshness.mjs';
import { cache, captureBeside, fail, node, root, run, say, toolEnv } from './lib/project.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';
import { prepareTestRun } from './lib/unprivileged.mjs';

/** Set by `npm run screenshots`: the views are pictured instead of tested. */
const pictures = process.env.PORTCULLIS_SCREENSHOTS === '1';
const PARTS = ['unit', 'integration', 'attack', 'e2e'];
const args = process.argv.slice(2);
const only = args[0] === '--only' ? args[1] : undefined;
const further = only ? args.slice(2) : args;
if (only && !PARTS.includes(only)) fail(`--only takes ${PARTS.join(', ')}`);
if (!only && further.length > 0) fail('arguments for a runner need --only');

const total = { passed: 0, failed: 0 };
const failures = [];

/** @param code how the runner ended: a fault of which its report says nothing counts as one failure */
function count(part, { passed, failed: reported, skipped, failures: found }, code) {
  const untold = reported + skipped === 0 && code !== 0;
  const failed = untold ? 1 : reported;
  // A test that is skipped has not proved what its title says.
  total.passed += passed;
  total.failed += failed + skipped;
  failures.push(...found, ...(untold ? [{ title: `${part}: the runner ended with code ${code}` }] : []));
  say(`${part}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped (counted as failed)` : ''}`);
}

function couldNotRun(part, reason) {
  say(`${part}: could not run: ${reason}`);
  total.failed += 1;
  failures.push({ title: `${part} could not run`, message: reason });
}

async function runVitest(projects) {
  const report = join(cache, `vitest-${process.pid}.json`);
  // A part may have a second project, of what must stand alone.
  const chosen = projects.flatMap((project) => ['--project', `${project}*`]);
  const runner = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts', 'lib', 'vitest-report.mjs')}`];
  // Dozens of tests start the program anew: what Node compiled of it is kept for the next.
  const env = toolEnv({ PORTCULLIS_VITEST_REPORT: report, NODE_COMPILE_CACHE: join(cache, 'compiled') });
  const code = await run(node(), [runner, 'run', ...chosen, ...reporters, ...further], { env });
  const name = projects.join(', ');
  if (!existsSync(report)) return couldNotRun(name, `vitest ended with code ${code} and no report`);
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  count(name, summary, code);
}

/** The packaged app that the tests start, made anew when what is in it has changed. */
async function packageForTests() {
  const output = join(root, 'dist', 'test');
  const stamp = join(output, '.sources');
  const digest = digestOfSources(['scripts/lib/packaging.mjs', 'resources']);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    rmSync(output, { recursive: true, force: true });
    say('packaging the app for the tests');
    const args = [join(root, 'scripts', 'package.mjs'), '--dir', '--output', output, '--test-runtime'];
    const { status, printed } = await captureBeside(node(), args);
    if (status !== 0) {
      process.stdout.write(printed);
      return undefined;
    }
    writeFileSync(stamp, digest);
  }
  return join(output, 'linux-unpacked', 'portcullis');
}

/** @returns the programs that the end-to-end tests start, or why there are none */
async function makePrograms() {
  const electron = findRuntime({ testRuntime: true });
  const missing =
    (await ensureSystemPackages()) ?? (electron ? undefined : 'there is no Electron runtime: run `node scripts/setup.mjs --test`');
  const problem = missing ?? tryBuild();
  if (problem) return { problem };
  const packaged = await packageForTests();
  return packaged ? { electron: electron.executable, packaged } : { problem: 'the app could not be packaged' };
}

async function runPlaywright({ problem, electron, packaged }) {
  if (problem) return couldNotRun('e2e', problem);
  const { folder, results, command, remove } = prepareTestRun({
    PORTCULLIS_ELECTRON: electron,
    PORTCULLIS_PACKAGED: packaged,
    ...(pictures ? { PORTCULLIS_SCREENSHOTS: '1' } : {}),
  });
  const runner = join(folder, 'node_modules', '@playwright', 'test', 'cli.js');
  const [program, programArgs, options] = command(join(folder, 'node_modules', '.bin', 'node'), [runner, 'test', ...further]);
  const code = await run(program, programArgs, options);
  const report = join(results, 'playwright.json');
  if (existsSync(report)) {
    const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = stats.unexpected + errors.length;
    const skipped = stats.skipped + stats.flaky;
    count('e2e', { passed: stats.expected, failed, skipped, failures: playwrightFailures({ suites, errors }) }, code);
    if (code !== 0 || pictures) cpSync(results, join(root, 'test-results'), { recursive: true });
  } else {
    couldNotRun('e2e', `Playwright ended with code ${code} and no report`);
  }
  remove();
}

// Packaging keeps one core busy and leaves the other idle: beside the other tests it takes half the time.
const endToEnd = !only || only === 'e2e';
const programs = endToEnd ? makePrograms() : undefined;
if (only !== 'e2e') await runVitest(only ? [only] : PARTS.filter((part) => part !== 'e2e'));
if (endToEnd) await runPlaywright(await programs);
const checks = process.env.PORTCULLIS_FAILED_CHECKS;
if (checks) {
  const message = readFileSync(checks, 'utf8');
  failures.push({ title: message.match(/FAILED .*/g)?.join(', ') ?? 'the checks before the tests', message });
}
for (const failure of failures) process.stdout.write(`${describeFailure(failure)}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
