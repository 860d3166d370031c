// `npm start`: the desktop app on the demo workspace, or the same console over HTTP where no window can be opened.
//   --workspace DIR   a real workspace instead of the demo
//   --test-runtime    allow the Electron runtime that the tests use
//   --port N          port for the case without a window
import { parseArgs } from 'node:util';
import { build } from './lib/building.mjs';
import { demoWorkspace } from './lib/demo.mjs';
import { downloadRuntime, findRuntime, installTestRuntime } from './lib/electron-runtime.mjs';
import { fail, isRoot, root, run, say, toolEnv } from './lib/project.mjs';
import { serve } from './lib/serving.mjs';

const { values, positionals } = parseArgs({
  options: {
    workspace: { type: 'string' },
    'test-runtime': { type: 'boolean', default: false },
    port: { type: 'string', default: '7412' },
  },
  allowPositionals: true,
});
if (positionals.length > 0) fail(`unknown argument ${positionals[0]}; npm start takes --workspace DIR, --port N, --test-runtime`);

/** Why no window can be opened on this machine, or undefined. */
function noWindowBecause() {
  if (isRoot()) return "Electron's sandbox does not run as root";
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  return undefined;
}

async function runtime() {
  const testRuntime = values['test-runtime'];
  const found = findRuntime({ testRuntime });
  if (found) return found;
  if (!testRuntime) return downloadRuntime();
  const reason = installTestRuntime();
  if (reason) say(reason);
  return findRuntime({ testRuntime });
}

build();
const workspace = values.workspace ? ['--workspace', values.workspace] : ['--demo', '--workspace', demoWorkspace];
const obstacle = noWindowBecause();
const electron = obstacle ? undefined : await runtime();
if (electron) {
  say(`opening the desktop app (Electron ${electron.version})`);
  process.exitCode = await run(electron.executable, [root, ...workspace], { env: { ...toolEnv(), ELECTRON_RUN_AS_NODE: undefined } });
} else {
  say(
    `${obstacle ?? 'there is no Electron runtime (set ELECTRON_MIRROR, or try -- --test-runtime)'}: serving the console over HTTP instead`,
  );
  process.exitCode = await serve(['--port', values.port, ...workspace]);
}
