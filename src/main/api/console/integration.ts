import { requirePermission } from '../../engine/actor.ts';
import { createKey, listKeys, revokeKey } from '../../engine/integration/keys.ts';
import {
  createEndpoint,
  disableEndpoint,
  listDeliveries,
  listEndpoints,
  replayDelivery,
  rotateEndpointSecret,
} from '../../engine/integration/webhooks.ts';
import { describedApi } from '../reference/describe.ts';
import { staff } from './context.ts';

const { keys, webhooks, reference } = staff.integration;

export const integration = {
  keys: {
    list: keys.list.handler(({ context: { engine, actor } }) => listKeys(engine, actor)),
    create: keys.create.handler(({ input, context: { engine, actor } }) => createKey(engine, actor, input)),
    revoke: keys.revoke.handler(({ input, context: { engine, actor } }) => revokeKey(engine, actor, input)),
  },
  webhooks: {
    list: webhooks.list.handler(({ context: { engine, actor } }) => listEndpoints(engine, actor)),
    create: webhooks.create.handler(({ input, context: { engine, actor } }) => createEndpoint(engine, actor, input)),
    rotate: webhooks.rotate.handler(({ input, context: { engine, actor } }) => rotateEndpointSecret(engine, actor, input)),
    disable: webhooks.disable.handler(({ input, context: { engine, actor } }) => disableEndpoint(engine, actor, input)),
    deliveries: webhooks.deliveries.handler(({ input, context: { engine, actor } }) => listDeliveries(engine, actor, input)),
    replay: webhooks.replay.handler(({ input, context: { engine, actor } }) => replayDelivery(engine, actor, input)),
  },
  reference: reference.handler(async ({ input, context: { actor, host } }) => {
    requirePermission(actor, 'integration.read');
    return (await describedApi(input.api, host.version)).reference;
  }),
};
