import type { LoginFamily } from '../login-model/features.ts';
import type { Signal } from './signal.ts';

const unit = 'powers of ten';

const part = (family: LoginFamily, what: string): Signal => ({
  name: `login_risk_${family}`,
  type: 'double',
  unit,
  meaning: `The part of login_risk that comes from ${what}`,
  source: 'the log-in model',
  model: 'login',
  value: ({ login }) => login?.families[family] ?? null,
});

/** What the log-in model says (RT-11). Missing for everything but log-ins. */
export const loginSignals: readonly Signal[] = [
  {
    name: 'login_risk',
    type: 'double',
    unit,
    meaning:
      'How many times likelier the log-in is by somebody else than by the customer: 2 means a hundred times, 0 as likely, below 0 likelier by the customer',
    source: 'the log-in model',
    model: 'login',
    value: ({ login }) => login?.score ?? null,
  },
  part('place', 'the country, network and address, and from how attempts from there end'),
  part('software', 'the client, operating system, browser and User-Agent'),
  part('time', 'the hours of the day'),
  {
    name: 'login_history',
    type: 'double',
    unit: 'log-ins',
    meaning: 'How many log-ins of the customer the model remembers; they fade, and half of one is left after ninety days',
    source: 'the log-in model',
    model: 'login',
    value: ({ login }) => login?.history ?? null,
  },
];
