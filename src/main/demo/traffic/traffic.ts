import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { castOf } from '../scenarios/cast.ts';
import { Dice } from '../world/dice.ts';
import { demoPeople, demoSeed, makePeople } from '../world/people.ts';
import { ApiClient } from './client.ts';
import { Customer, isExpected, type World } from './customer.ts';
import { bombWithRequests, sprayPasswords, type VisitName, visits } from './visits.ts';

export interface TrafficOptions {
  /** Where the public HTTP API listens, such as `http://127.0.0.1:8480`. */
  readonly baseUrl: string;
  /** A platform server's key with every scope. */
  readonly platformKey: string;
  /** The seed that the workspace was filled with: it makes the same people, with the keys of their phones. */
  readonly seed?: string;
  readonly people?: number;
  /** How many times faster than people everything goes; 1 by default. */
  readonly pace?: number;
  /** Told about what should not happen; the traffic goes on. */
  readonly onTrouble?: (error: unknown) => void;
}

export interface TrafficState {
  readonly running: boolean;
  /** Measured over the last minute. */
  readonly operationsPerMinute: number;
}

export interface SimulatedTraffic {
  state(): TrafficState;
  setRunning(running: boolean): TrafficState;
  /** Stops everybody in mid-step and resolves when the last one has. */
  close(): Promise<void>;
}

const MINUTE = 60_000;
/** Between two visits, on average; a visit is one to three operations. */
const MEAN_PAUSE_MS = 1_150;
const MEAN_SPRAY_MS = 4 * MINUTE;
const MEAN_BOMBING_MS = 9 * MINUTE;
/** Requests that wait from the first second on, so that nobody looks at an empty list. */
const OPENING_REQUESTS = 7;
const TROUBLE_PAUSE_MS = 5_000;

/** Starts simulated customers that use the public HTTP API as a platform, its customers and their phones would; it knows nothing of the engine. */
export function startTraffic(options: TrafficOptions): SimulatedTraffic {
  return new Traffic(options);
}

class Traffic implements SimulatedTraffic {
  readonly #world: World;
  readonly #customers: readonly Customer[];
  readonly #stop = new AbortController();
  readonly #onTrouble: (error: unknown) => void;
  readonly #busy = new Set<Customer>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #begun: number[] = [];
  readonly #loops: Promise<void>[];
  #running = true;

  constructor(options: TrafficOptions) {
    const seed = options.seed ?? demoSeed;
    const api = new ApiClient(options.baseUrl, options.platformKey, this.#stop.signal);
    // The people repeat; what they do on a day does not.
    const submit: ApiClient['submit'] = (input) => {
      this.#begun.push(Date.now());
      return api.submit(input);
    };
    this.#world = { api, submit, dice: new Dice(randomUUID()), seed, closing: this.#stop.signal, pace: options.pace ?? 1 };
    const people = makePeople(seed, options.people ?? demoPeople);
    const cast = new Set(castOf(people));
    this.#customers = people
      .filter((person) => person.mainAccountId === null && !cast.has(person))
      .map((person) => new Customer(person, this.#world));
    this.#onTrouble = options.onTrouble ?? (() => undefined);
    this.#loops = [
      this.#repeat(MEAN_PAUSE_MS, () => this.#visit()),
      this.#repeat(MEAN_SPRAY_MS, () => this.#start([], () => sprayPasswords(this.#world, this.#some(18)))),
      this.#repeat(MEAN_BOMBING_MS, () => this.#bomb()),
    ];
    for (let each = 0; each < OPENING_REQUESTS; each += 1) this.#visit('withdrawOnBrowser');
  }

  state(): TrafficState {
    const since = Date.now() - MINUTE;
    while ((this.#begun[0] ?? since) < since) this.#begun.shift();
    return { running: this.#running, operationsPerMinute: this.#begun.length };
  }

  setRunning(running: boolean): TrafficState {
    this.#running = running;
    return this.state();
  }

  async close(): Promise<void> {
    this.#running = false;
    this.#stop.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#underWay);
  }

  async #repeat(meanMs: number, act: () => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await sleep(this.#world.dice.exponential(meanMs) / this.#world.pace, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#running && !this.#stop.signal.aborted) act();
    }
  }

  #visit(name: VisitName = this.#world.dice.weighted(weights)): void {
    const { trusting, run } = visits[name];
    const [customer] = this.#some(1, (each) => !trusting || each.person.hasTrustedDevice);
    if (customer !== undefined) this.#start([customer], () => run(this.#world, customer));
  }

  #bomb(): void {
    // Few people are worth the effort to a thief; and a frozen account ends it, which must not happen to everybody.
    const worth = this.#customers.filter((each) => each.person.hasTrustedDevice).slice(0, 12);
    const victim = this.#world.dice.pick(worth);
    if (!this.#busy.has(victim)) this.#start([victim], () => bombWithRequests(this.#world, victim));
  }

  /** Customers who are not in the middle of something, the more active ones more often. */
  #some(count: number, fits: (customer: Customer) => boolean = () => true): Customer[] {
    const found = new Set<Customer>();
    for (let tries = 0; tries < count * 60 && found.size < count; tries += 1) {
      const customer = this.#world.dice.pick(this.#customers);
      if (!this.#busy.has(customer) && fits(customer) && this.#world.dice.chance(Math.min(1, 0.2 + customer.person.activity / 2)))
        found.add(customer);
    }
    return [...found];
  }

  #start(customers: readonly Customer[], act: () => Promise<void>): void {
    for (const customer of customers) this.#busy.add(customer);
    const done = act()
      .catch(async (error: unknown) => {
        if (this.#stop.signal.aborted) return;
        for (const customer of customers) customer.forgetSessions();
        if (isExpected(error)) return;
        this.#onTrouble(error);
        await sleep(TROUBLE_PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      })
      .finally(() => {
        for (const customer of customers) this.#busy.delete(customer);
        this.#underWay.delete(done);
      });
    this.#underWay.add(done);
  }
}

const weights = Object.fromEntries(Object.entries(visits).map(([name, { weight }]) => [name, weight])) as Record<VisitName, number>;
