// `npm run check`: types of each world, then lint, format and layer rules (which Biome checks in one pass),
// licences, drawn state machines and requirement ids, side by side.
// `--fix` lets Biome mend what it can.
import { spawn } from 'node:child_process';
import { node, root, say, tool, toolEnv } from './lib/project.mjs';

/** Of four checkers, as are usual, each works out for itself what all share: together they take two and a half times as long as one. */
const types = (project) => ({ command: tool('tsc'), args: ['-p', project, '--checkers', '1', '--pretty'] });

const checks = [
  { name: 'types: main process, shared, tests', ...types('tsconfig.node.json') },
  { name: 'types: renderer, preload', ...types('tsconfig.web.json') },
  { name: 'types: end-to-end tests', ...types('tsconfig.e2e.json') },
  {
    name: 'lint, format, layers',
    command: tool('biome'),
    args: [
      'check',
      '--error-on-warnings',
      `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
      ...(process.argv.includes('--fix') ? ['--write'] : []),
      '.',
    ],
  },
  { name: 'licences of what we ship', command: node(), args: ['scripts/licences.mjs'] },
  { name: 'diagrams of state machines', command: node(), args: ['scripts/diagrams.mjs', '--check'] },
  { name: 'requirement ids in test titles', command: node(), args: ['scripts/requirements.mjs', '--json'] },
];

function runCheck({ name, command, args }) {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(command, args, { cwd: root, env: toolEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('error', (cause) => resolve({ name, ok: false, output: String(cause), seconds: 0 }));
    child.once('close', (code) => resolve({ name, ok: code === 0, output, seconds: (performance.now() - began) / 1000 }));
  });
}

const results = await Promise.all(checks.map(runCheck));
for (const { name, ok, output, seconds } of results) {
  if (!ok) process.stdout.write(output);
  say(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
