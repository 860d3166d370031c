import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { createLogger } from '../../../src/main/adapters/pino-log.ts';
import { openEngine } from '../../../src/main/compose/engine.ts';
import { programFolder } from '../../../src/main/compose/root.ts';
import { assemble } from '../../../src/main/compose.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { createKey } from '../../../src/main/engine/integration/keys.ts';
import { seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import { scopes } from '../../../src/shared/vocabulary/index.ts';
import { insertPeople } from './people.ts';

/**
 * Run by the bench as a process of its own: the whole server on a workspace with so many customers. Its staff sign in as in the demo, but
 * nothing else of the demo is there. Says where it listens and under which key, then how much processor time it has used whenever it gets a
 * line, and ends when its input does. Arguments: folder, customers.
 */
const [workspace = '', count = '0'] = process.argv.slice(2);
const target = { workspace };
const opened = await openEngine({
  target,
  demo: true,
  folder: programFolder(),
  log: {
    info: () => {},
    warn: (fields, message) => console.error(message, fields),
    error: (fields, message) => console.error(message, fields),
  },
  rootKeys: async () => [{ id: 'bench', key: randomBytes(32) }],
  env: {},
});
const began = performance.now();
await insertPeople(opened.engine, Number(count));
const filledMs = performance.now() - began;
await seedDemoStaff(opened.engine);
const backend = await assemble(opened, { target, demo: true, shell: 'server', logger: createLogger({ level: 'error' }) });
const { token } = await createKey(backend.engine, systemActor('bench'), { name: 'bench', scopes });
const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url, token, filledMs }));
const asked = createInterface(process.stdin);
// Each line asks for the processor time used so far, in milliseconds.
asked.on('line', () => {
  const { user, system } = process.cpuUsage();
  console.log(String((user + system) / 1_000));
});
asked.once('close', () => void backend.close());
