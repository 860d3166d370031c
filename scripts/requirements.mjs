// `npm run -s requirements`: which requirement is proved by which tests, from the ids of docs/requirements.md and the titles in
// test/. `--json` prints `{ "covered": […], "uncovered": […] }`. Fails on an id that no test names, unless --json or
// --allow-uncovered; fails always on a test that names an id which does not exist. `--strict` fails on uncovered ids with --json too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/project.mjs';
import { idsIn, titlesIn } from './lib/titles.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'allow-uncovered': { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});

const listed = [...readFileSync(join(root, 'docs', 'requirements.md'), 'utf8').matchAll(/^\| (?<id>[A-Z]{2}-\d{2}) \| (?<text>.+) \|$/gm)];
const requirements = new Map(listed.map(({ groups: { id, text } }) => [id, { text, tests: [] }]));
const unknown = [];

const files = readdirSync(join(root, 'test'), { recursive: true }).filter((file) => /\.(test|spec)\.tsx?$/.test(file));
for (const file of files.sort()) {
  for (const { title, line } of titlesIn(readFileSync(join(root, 'test', file), 'utf8'))) {
    for (const id of idsIn(title)) {
      const requirement = requirements.get(id);
      if (requirement) requirement.tests.push({ title, file });
      else unknown.push(`test/${file}:${line} names ${id}, which docs/requirements.md does not list`);
    }
  }
}

// `| head` is a fine way to read this.
process.stdout.on('error', () => process.exit());

const ids = [...requirements.keys()];
const covered = ids.filter((id) => requirements.get(id).tests.length > 0);
const uncovered = ids.filter((id) => requirements.get(id).tests.length === 0);

if (values.json) {
  process.stdout.write(`${JSON.stringify({ covered, uncovered })}\n`);
} else {
  for (const [id, { text, tests }] of requirements) {
    process.stdout.write(`${id} ${tests.length === 0 ? 'NO TEST ' : ''}${text}\n`);
    for (const { title, file } of tests) process.stdout.write(`      ${title} (test/${file})\n`);
  }
  process.stdout.write(`${covered.length} of ${ids.length} requirements have a test\n`);
}
for (const line of unknown) process.stderr.write(`${line}\n`);
const mustBeCovered = values.strict || !(values.json || values['allow-uncovered']);
process.exitCode = unknown.length > 0 || (mustBeCovered && uncovered.length > 0) ? 1 : 0;
