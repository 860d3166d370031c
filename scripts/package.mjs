// `npm run package`: the app as people install it, in dist/.
//   --dir            the unpacked app only, no installers
//   --output DIR     somewhere else
//   --test-runtime   allow the runtime of the tests; what comes of it is made into no installer and must not be given to anyone
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './lib/building.mjs';
import { downloadRuntime, findRuntime } from './lib/electron-runtime.mjs';
import { notices, shippedPackages } from './lib/licences.mjs';
import { fail, out, root, say } from './lib/project.mjs';

const { values } = parseArgs({
  options: { dir: { type: 'boolean', default: false }, 'test-runtime': { type: 'boolean', default: false }, output: { type: 'string' } },
});
const testRuntime = values['test-runtime'];

build();
writeFileSync(join(out, 'third-party-notices.txt'), notices(shippedPackages()));
const runtime = findRuntime({ testRuntime }) ?? (await downloadRuntime());
if (!runtime) fail('there is no Electron runtime to package: set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH');
const forTests = runtime.origin === 'test';
const output = values.output ?? join(root, 'dist', ...(forTests ? ['test'] : []));

const { packageInstallers, packageUnpacked } = await import('./lib/packaging.mjs');
const unpacked = await packageUnpacked(runtime, output);
say(`made ${unpacked} with Electron ${runtime.version}`);
if (!values.dir && !forTests) {
  const results = await packageInstallers(runtime, output, unpacked);
  for (const { target, problem } of results) say(problem ? `no ${target}: ${problem}` : `made the ${target} installer in ${output}`);
} else if (forTests) {
  say('no installers: this runtime is for tests only');
}
