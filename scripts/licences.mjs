// The licences of everything we ship. Fails on one that asks for more than a notice.
//   --json        the list as JSON
//   --write FILE  the notices themselves, as they go with the app
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { notices, shippedPackages } from './lib/licences.mjs';
import { say } from './lib/project.mjs';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, write: { type: 'string' } } });
const packages = shippedPackages();
const refused = packages.filter(({ allowed }) => !allowed);

if (values.write) {
  mkdirSync(dirname(values.write), { recursive: true });
  writeFileSync(values.write, notices(packages));
}
if (values.json) process.stdout.write(`${JSON.stringify(packages.map(({ name, version, licence }) => ({ name, version, licence })))}\n`);
for (const { name, version, licence } of refused) say(`${name} ${version} is under ${licence}, which we do not ship`);
if (!values.json) say(`${packages.length} packages shipped, ${refused.length} with a licence we do not ship`);
process.exitCode = refused.length > 0 ? 1 : 0;
