import { requirePermission } from '../../engine/actor.ts';
import { forbidden, PortcullisError } from '../../engine/errors.ts';
import { type ConsoleHost, staff } from './context.ts';

function trafficOf({ traffic }: ConsoleHost) {
  if (traffic === undefined) throw forbidden('simulated traffic outside demo mode');
  return traffic;
}

function scenariosOf({ scenarios }: ConsoleHost) {
  if (scenarios === undefined) throw new PortcullisError('unavailable', 'Scenarios are played in a demo workspace, once it listens.');
  return scenarios;
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
  scenarios: {
    list: staff.demo.scenarios.list.handler(({ context: { actor, host } }) => {
      requirePermission(actor, 'decisions.read');
      return { runs: [...scenariosOf(host).runs()] };
    }),
    play: staff.demo.scenarios.play.handler(({ input, context: { actor, host } }) => {
      requirePermission(actor, 'demo.run');
      return scenariosOf(host).play(input.scenario);
    }),
  },
};
