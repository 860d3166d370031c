import { requirePermission } from '../../engine/actor.ts';
import { forbidden } from '../../engine/errors.ts';
import { type ConsoleHost, staff } from './context.ts';

function trafficOf({ traffic }: ConsoleHost) {
  if (traffic === undefined) throw forbidden('simulated traffic outside demo mode');
  return traffic;
}

export const demo = {
  clients: staff.demo.clients.handler(({ context: { engine, host } }) => {
    if (!engine.demo) throw forbidden('the demo’s clients outside demo mode');
    const { exchangeUrl } = host;
    return exchangeUrl === undefined
      ? { exchange: null, phone: null }
      : { exchange: exchangeUrl, phone: new URL('/phone', exchangeUrl).href };
  }),
  traffic: staff.demo.traffic.handler(({ context: { host } }) => trafficOf(host).state()),
  setTraffic: staff.demo.setTraffic.handler(({ input, context: { actor, host } }) => {
    requirePermission(actor, 'demo.run');
    return trafficOf(host).setRunning(input.running);
  }),
};
