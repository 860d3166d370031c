import { createLogger } from '../../../src/main/adapters/pino-log.ts';
import { assemble } from '../../../src/main/compose.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { createKey } from '../../../src/main/engine/integration/keys.ts';
import { scopes } from '../../../src/shared/vocabulary/index.ts';
import { loadBenchPolicy } from './pack.ts';
import { openBenchWorkspace } from './workspace.ts';

/**
 * Run by the bench as a process of its own: the whole server on a prepared workspace, background work included. Says where it listens and
 * under which key, and ends when its input does. Arguments: the files of `--rules` and `--events`, or empty.
 */
const [rulesFile = '', eventsFile = ''] = process.argv.slice(2);
const workspace = await openBenchWorkspace(await loadBenchPolicy(rulesFile || undefined, eventsFile || undefined));
const backend = await assemble(workspace, {
  target: { workspace: workspace.folder },
  demo: false,
  shell: 'server',
  logger: createLogger({ level: 'error' }),
});
const { token } = await createKey(backend.engine, systemActor('bench'), { name: 'bench', scopes });
const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url, token }));
process.stdin.resume().once('end', () => void backend.close());
