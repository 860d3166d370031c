import { requirePermission } from '../../engine/actor.ts';
import { forbidden } from '../../engine/errors.ts';
import { type ConsoleHost, staff } from './context.ts';

function trafficOf({ traffic }: ConsoleHost) {
  if (traffic === undefined) throw forbidden('simulated traffic outside demo mode');
  return traffic;
}

export const demo = {
  traffic: staff.demo.traffic.handler(({ context: { host } }) => trafficOf(host).state()),
  setTraffic: staff.demo.setTraffic.handler(({ input, context: { actor, host } }) => {
    requirePermission(actor, 'demo.run');
    return trafficOf(host).setRunning(input.running);
  }),
};
