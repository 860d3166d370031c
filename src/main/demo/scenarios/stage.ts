import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene, SceneName } from '../../../shared/contract/console/scenarios.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import type { ApiClient } from '../traffic/client.ts';
import { ApiError } from '../traffic/client.ts';
import { Customer, type World } from '../traffic/customer.ts';
import type { Person } from '../world/people.ts';
import { CAST } from './cast.ts';

type Submitted = Awaited<ReturnType<ApiClient['submit']>>;
type Who = Scene['who'];

/** Long enough to read a line before the next one comes. */
const BEAT_SECONDS = 7;

/** Where a scenario is played: its people, the public APIs that they call, and the script that is written down as it happens. */
export class Stage {
  readonly world: World;
  readonly #take: () => Person;
  readonly #tell: (scene: Scene) => void;

  /** @param take gives somebody of the cast who is in no other play that goes on now */
  constructor(world: World, take: () => Person, tell: (scene: Scene) => void) {
    this.world = world;
    this.#take = take;
    this.#tell = tell;
  }

  /**
   * Somebody of the cast who has no part in this play yet. Whom an earlier play left with a hold or frozen is passed over, since the same story
   * ends otherwise with them; when all of them are, the next one has to do.
   */
  async customer(): Promise<Customer> {
    let person = this.#take();
    for (let looked = 1; looked < CAST; looked += 1) {
      const { status, holds } = await this.world.api.account(person.accountId);
      if (status === 'active' && holds.length === 0) break;
      person = this.#take();
    }
    return new Customer(person, this.world);
  }

  /** Writes a line of the script, and leaves time to read it. */
  async say(who: Who, scene: SceneName, values: Readonly<Record<string, string>> = {}, link: string | null = null): Promise<void> {
    this.#tell({ at: Date.now(), who, scene, values: { ...values }, link });
    await sleep((BEAT_SECONDS * 1_000) / this.world.pace, undefined, { signal: this.world.closing });
  }

  /**
   * Submits an operation as the platform does, and tells what the engine made of it.
   * @returns null when the engine refused to take it at all
   */
  async submit(input: object): Promise<Submitted | null> {
    try {
      const submitted = await this.world.submit(input);
      const { decision, prompt } = submitted;
      const values = { outcome: decision.outcome, why: decision.reasons[0] ?? '' };
      await this.say('engine', 'engine_decides', values, `/decisions/${decision.id}`);
      if (prompt !== null) await this.say('engine', 'engine_asks_phone', {}, `/approvals/${prompt.requestId}`);
      return submitted;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await this.say('engine', 'engine_refuses', { message: error.message });
      return null;
    }
  }

  /** Tells how an operation stands for its owner now. */
  async stands(customer: Customer, { id }: Operation, device = customer.person.browser): Promise<Operation> {
    const { api } = await customer.session(device);
    const { operation } = await api.ownOperation(id);
    await this.say('engine', 'engine_stands', { status: operation.status });
    return operation;
  }
}

/** A scenario plays until it is over. @returns where staff see what came of it */
export type Scenario = (stage: Stage) => Promise<string>;

export const firstName = ({ person }: Customer): string => person.name.split(' ')[0] ?? person.name;
export const customerPage = ({ person }: Customer): string => `/customers/${person.accountId}`;
export const queue = (kind: string): string => `/cases?queue=${kind}`;
