import { randomUUID } from 'node:crypto';
import type { ScenarioName, ScenarioRun, Scene } from '../../../shared/contract/console/scenarios.ts';
import { ApiClient } from '../traffic/client.ts';
import type { World } from '../traffic/customer.ts';
import { Dice } from '../world/dice.ts';
import { demoPeople, demoSeed, makePeople, type Person } from '../world/people.ts';
import { castOf } from './cast.ts';
import { honestTraveller } from './honest-traveller.ts';
import { lostPhone } from './lost-phone.ts';
import { mule } from './mule.ts';
import { pushBombing } from './push-bombing.ts';
import { simSwap } from './sim-swap.ts';
import { type Scenario, Stage } from './stage.ts';
import { takeover } from './takeover.ts';

const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  push_bombing: pushBombing,
  sim_swap: simSwap,
  takeover,
  mule,
  lost_phone: lostPhone,
  honest_traveller: honestTraveller,
};

const REMEMBERED = 12;

export interface ScenarioOptions {
  /** Where the public HTTP API listens. */
  readonly baseUrl: string;
  /** A platform server's key with every scope. */
  readonly platformKey: string;
  readonly seed?: string;
  readonly people?: number;
  /** How many times faster than people; by default so that a story takes half a minute. */
  readonly pace?: number;
  readonly onTrouble?: (error: unknown) => void;
}

export interface ScenarioPlayer {
  /** Newest first. */
  runs(): readonly ScenarioRun[];
  /** Begins at once; what happens is written into the run. */
  play(scenario: ScenarioName): ScenarioRun;
  /** Stops every play in mid-scene. */
  close(): Promise<void>;
}

/** Plays stories with people of the demo world through the public HTTP APIs; it knows nothing of the engine. */
export function openScenarios(options: ScenarioOptions): ScenarioPlayer {
  const seed = options.seed ?? demoSeed;
  const stop = new AbortController();
  const api = new ApiClient(options.baseUrl, options.platformKey, stop.signal);
  const dice = new Dice(randomUUID());
  const world: World = { api, submit: (input) => api.submit(input), dice, seed, closing: stop.signal, pace: options.pace ?? 6 };
  const underWay = new Set<Promise<void>>();
  let cast: readonly Person[] | null = null;
  let next = dice.between(0, 23);
  let runs: readonly ScenarioRun[] = [];

  function change(id: string, changed: (run: ScenarioRun) => Partial<ScenarioRun>): void {
    runs = runs.map((run) => (run.id === id ? { ...run, ...changed(run) } : run));
  }

  /** One after another, so that plays at the same time have different people. */
  function takePerson(): Person {
    cast ??= castOf(makePeople(seed, options.people ?? demoPeople));
    const person = cast[next % cast.length];
    next += 1;
    if (person === undefined) throw new Error('The demo world has nobody for this scenario');
    return person;
  }

  async function perform(id: string, scenario: ScenarioName): Promise<void> {
    const tell = (scene: Scene) => change(id, ({ scenes }) => ({ scenes: [...scenes, scene] }));
    const stage = new Stage(world, takePerson, tell);
    try {
      const see = await scenarios[scenario](stage);
      change(id, () => ({ status: 'finished', see }));
    } catch (error) {
      if (!stop.signal.aborted) options.onTrouble?.(error);
      change(id, () => ({ status: 'failed', problem: error instanceof Error ? error.message : String(error) }));
    }
  }

  return {
    runs: () => runs,
    play(scenario) {
      const run: ScenarioRun = {
        id: randomUUID(),
        scenario,
        status: 'running',
        startedAt: Date.now(),
        scenes: [],
        see: null,
        problem: null,
      };
      runs = [run, ...runs].slice(0, REMEMBERED);
      const done = perform(run.id, scenario).finally(() => underWay.delete(done));
      underWay.add(done);
      return run;
    },
    async close() {
      stop.abort();
      await Promise.all(underWay);
    },
  };
}
