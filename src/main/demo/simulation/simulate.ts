import { operationAnswer } from './answers.ts';
import { Caller } from './caller.ts';
import { SimulatedCustomer, type World } from './customer.ts';
import { register } from './enrolment.ts';
import type { Behaviour } from './honest.ts';
import { honest, protect } from './honest.ts';
import { hostile } from './hostile.ts';
import { Inbox } from './inbox.ts';
import { type Breach, type Invariant, Ledger, type Tally } from './ledger.ts';
import type { Timeline } from './timeline.ts';

export interface SimulationOptions {
  /** Where the public HTTP APIs listen. */
  readonly baseUrl: string;
  /** Platform servers' keys with every scope. */
  readonly platformKeys: readonly string[];
  readonly customers: number;
  readonly seed: string;
  /** The server's clock, which the simulation moves. */
  readonly time: Timeline;
  /** Makes queued mail and SMS arrive. */
  readonly deliver: () => Promise<void>;
  /** Verifies the audit trail. @returns what is wrong with it, or null */
  readonly auditFault: () => Promise<string | null>;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly simulatedHours: number;
  readonly calls: number;
  readonly operations: number;
  readonly broken: number;
}

export interface SimulationReport {
  readonly seed: string;
  readonly customers: number;
  readonly simulatedHours: number;
  readonly calls: number;
  readonly operations: number;
  readonly behaviours: Readonly<Record<string, number>>;
  readonly invariants: Readonly<Record<Invariant, Tally>>;
  readonly broken: number;
  readonly breaches: readonly Breach[];
}

const HOUR = 3_600_000;
/** Between two things that happen to a customer, on average. */
const MEAN_PAUSE = 5 * HOUR;
/** New customers come over this time, not in one moment. */
const ARRIVALS = 3 * HOUR;
const HOSTILE_SHARE = 0.4;
/** Calls at a time when everything is read again at the end. */
const AT_ONCE = 32;

const weightsOf = (behaviours: Readonly<Record<string, { readonly weight: number }>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(behaviours).map(([name, { weight }]) => [name, weight]));

const honestWeights = weightsOf(honest);
const hostileWeights = weightsOf(hostile);

/**
 * Lets customers live against a server, honest and attacked, and judges from outside whether what must always hold did hold. The same seed
 * makes the same people want the same things; what happens side by side may happen in another order.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { time, seed } = options;
  const ledger = new Ledger();
  const caller = new Caller(options.baseUrl, options.platformKeys, ledger, () => time.now() - time.start);
  const customers: SimulatedCustomer[] = [];
  const world: World = { seed, caller, ledger, time, customers, inbox: new Inbox(caller, options.deliver) };
  for (let index = 0; index < options.customers; index += 1) customers.push(new SimulatedCustomer(world, index));
  const operations = () => customers.reduce((sum, customer) => sum + customer.operations.size, 0);
  const hours = (time.end - time.start) / HOUR;
  const watch = async () => {
    while (time.now() + HOUR <= time.end) {
      await time.until(time.now() + HOUR);
      const simulatedHours = (time.now() - time.start) / HOUR;
      options.onProgress?.({ simulatedHours, calls: ledger.calls, operations: operations(), broken: ledger.broken });
    }
  };
  try {
    await time.live([watch, ...customers.map((customer) => () => live(customer))]);
    await inventory(world);
    const fault = await options.auditFault();
    ledger.check('audit_is_sound', fault === null, () => ({ accountId: '', at: hours * HOUR, detail: fault ?? '', trace: [] }));
  } finally {
    await caller.close();
  }
  return {
    seed,
    customers: options.customers,
    simulatedHours: hours,
    calls: ledger.calls,
    operations: operations(),
    behaviours: Object.fromEntries([...ledger.behaviours].sort(([a], [b]) => (a < b ? -1 : 1))),
    invariants: ledger.tallies,
    broken: ledger.broken,
    breaches: ledger.breaches,
  };
}

async function live(customer: SimulatedCustomer): Promise<void> {
  const { time, ledger, caller } = customer.world;
  const { dice } = customer;
  await time.pause(dice.next() * Math.min(ARRIVALS, (time.end - time.start) / 4));
  if (!(await register(customer))) return;
  ledger.did('registered');
  await customer.pause(600);
  await protect(customer);
  for (;;) {
    await time.pause(dice.exponential(MEAN_PAUSE));
    if (time.now() >= time.end) return;
    const [behaviours, weights] = dice.chance(HOSTILE_SHARE) ? [hostile, hostileWeights] : [honest, honestWeights];
    const name = dice.weighted(weights);
    const run: Behaviour = behaviours[name]?.run ?? (async () => undefined);
    const before = caller.trace(customer.id).at(-1);
    await run(customer);
    // What a customer has nothing for did not happen to them.
    if (caller.trace(customer.id).at(-1) !== before) ledger.did(name);
  }
}

/** Statuses that nothing follows. */
const final: ReadonlySet<string> = new Set(['executed', 'denied', 'expired', 'cancelled', 'held']);

/** At the end everything that was acknowledged is there, and every session that ended is still over. */
async function inventory({ customers, time }: World): Promise<void> {
  const reads = customers.flatMap((customer) => [
    ...[...customer.operations].map(([id, status]) => async () => {
      const answer = await customer.platform('GET', `/operations/${id}`);
      const now = answer.ok ? answer.as(operationAnswer).operation.status : undefined;
      const follows = answer.ok && (!final.has(status) || now === status);
      customer.check('acknowledged_is_kept', follows, `operation ${id} was ${status} and is ${now ?? answer.code}`);
    }),
    ...customer.endedTokens.slice(0, 3).map((session) => async () => {
      const { token, from } = session;
      const answer = await customer.world.caller.call(customer.id, 'GET', '/customer/v1/me', { token, from });
      const refused = answer.status === 401 || answer.status === 429;
      customer.check('ended_sessions_stay_ended', refused, `a session that had ended was answered ${answer.status} at the end`);
    }),
  ]);
  let next = 0;
  const reader = async () => {
    for (let read = reads[next]; read !== undefined; read = reads[next]) {
      next += 1;
      await read();
    }
  };
  await time.live(Array.from({ length: AT_ONCE }, () => reader));
}
