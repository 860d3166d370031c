// `node scripts/diagrams.mjs`: draws every state machine of the engine from its table into docs/state-machines.md, as Mermaid, which GitHub
// shows as a picture. `--check` writes nothing and fails when the file is not what the tables say.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, root, say } from './lib/project.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const engine = join(root, 'src', 'main', 'engine');
const document = join(root, 'docs', 'state-machines.md');

/** Files that hold machines: each `machine.ts` in a folder of the engine; the one above them is the interpreter. */
const files = readdirSync(engine, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('/machine.ts'))
  .sort();

const words = (name) => name.replaceAll('_', ' ');
const heading = (name) => {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text[0].toUpperCase() + text.slice(1);
};

/** The doc comment of an export, as one paragraph. */
function comment(source, name) {
  const before = source.slice(0, source.indexOf(`export const ${name}`));
  const text = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before)?.[1] ?? '';
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Where a life begins: what the module says, else the states that nothing leads to, else the first. */
function startsOf(moves, said) {
  if (said !== undefined) return [...new Set(said)];
  const reached = new Set(Object.values(moves).flatMap((events) => Object.values(events)));
  const unreached = Object.keys(moves).filter((state) => !reached.has(state));
  return unreached.length > 0 ? unreached : Object.keys(moves).slice(0, 1);
}

function diagram(moves, starts) {
  const lines = ['```mermaid', 'stateDiagram-v2'];
  for (const state of Object.keys(moves)) if (state.includes('_')) lines.push(`  ${state}: ${words(state)}`);
  for (const state of starts) lines.push(`  [*] --> ${state}`);
  for (const [from, events] of Object.entries(moves)) {
    const byTarget = Map.groupBy(Object.entries(events), ([, to]) => to);
    for (const [to, same] of byTarget) lines.push(`  ${from} --> ${to}: ${same.map(([event]) => words(event)).join(', ')}`);
    if (byTarget.size === 0) lines.push(`  ${from} --> [*]`);
  }
  return [...lines, '```'].join('\n');
}

const sections = [];
for (const file of files) {
  const path = join(engine, file);
  const source = readFileSync(path, 'utf8');
  const module = await import(pathToFileURL(path).href);
  for (const name of Object.keys(module).filter((each) => each.endsWith('Moves'))) {
    const thing = name.slice(0, -'Moves'.length);
    const text = [`## ${heading(thing)}`, comment(source, name), `[\`${file}\`](../src/main/engine/${file})`];
    text.push(diagram(module[name], startsOf(module[name], module[`${thing}Starts`])));
    sections.push({ thing, text: text.filter((part) => part !== '').join('\n\n') });
  }
}
sections.sort((a, b) => (a.thing < b.thing ? -1 : 1));

const text = `# State machines

Drawn by \`scripts/diagrams.mjs\` from the tables that the engine runs by; \`npm run check\` fails when they differ. A status changes by a move
of its table and in no other way: an illegal one is a \`conflict\`, and each move is a conditional update of which exactly one caller wins.

${sections.map((section) => section.text).join('\n\n')}
`;

if (!values.check) {
  writeFileSync(document, text);
  say(`docs/state-machines.md shows ${sections.length} machines`);
} else if (readFileSync(document, 'utf8') !== text) {
  fail('docs/state-machines.md is not what the tables say. Run: node scripts/diagrams.mjs');
}
