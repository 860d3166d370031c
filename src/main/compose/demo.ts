import { scopes } from '../../shared/vocabulary/index.ts';
import type { Backend } from '../compose.ts';
import { openScenarios } from '../demo/scenarios/player.ts';
import { startTraffic } from '../demo/traffic/traffic.ts';
import { systemActor } from '../engine/actor.ts';
import { createKey, listKeys, revokeKey } from '../engine/integration/keys.ts';

const actor = systemActor('demo');
const KEY_NAME = 'Simulated platform';

/**
 * Starts the simulated traffic through the public HTTP API, with a key of its own as a platform's server has one. It stops with the backend.
 * @param url where the backend listens
 */
export async function startDemoTraffic(backend: Backend, url: string): Promise<void> {
  const { engine } = backend;
  const { items } = await listKeys(engine, actor);
  for (const { id, name, revokedAt } of items) {
    if (name === KEY_NAME && revokedAt === null) await revokeKey(engine, actor, { id, reason: 'replaced at the start of the demo' });
  }
  const { token } = await createKey(engine, actor, { name: KEY_NAME, scopes });
  const onTrouble = (error: unknown) => engine.log.warn({ err: error }, 'the simulated traffic met an error');
  const options = { baseUrl: url, platformKey: token, onTrouble };
  backend.setTraffic(startTraffic(options));
  backend.setScenarios(openScenarios(options));
}
