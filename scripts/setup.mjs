// Makes a fresh clone ready: `npm start`, `npm run serve` and `npm test` run this first. Plain Node 20 or newer and nothing
// else, because nothing else is there yet. Says one line for each thing it does, and nothing when there is nothing to do.
import { installTestRuntime } from './lib/electron-runtime.mjs';
import { installPackages, packagesAreCurrent, restorePostgresLinks } from './lib/packages.mjs';
import { fail, say } from './lib/project.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) fail(`Node 20 or newer is needed to set up, this is ${process.versions.node}`);

if (!packagesAreCurrent()) installPackages();
restorePostgresLinks();

if (process.argv.includes('--test')) {
  // What is missing here fails in the test run itself, where it is counted; until then the rest can still be tested.
  for (const reason of [await ensureSystemPackages(), installTestRuntime()]) if (reason) say(reason);
}
