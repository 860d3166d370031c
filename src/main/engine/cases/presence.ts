import type { Store } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import type { Clock } from '../ports.ts';

type ChangeFeed = Store['feed'];
type ChangeEvent = Parameters<Parameters<ChangeFeed['subscribe']>[0]>[0];

/** The topic under which servers tell each other who looks at what. */
export const PRESENCE_TOPIC = 'case_presence';

/** Cases whose onlookers one server remembers; the longest unseen go first. */
const MOST_CASES = 10_000;

/**
 * Who else has a case open (CQ-04). In memory only: it is true for seconds and nobody misses it after a restart. Servers tell each other by
 * the feed of changes, and whoever is not heard of again is gone after a while.
 */
export class Presence {
  readonly #clock: Clock;
  readonly #feed: ChangeFeed;
  readonly #keepFor: () => number;
  readonly #stopListening: () => void;
  /** Until when somebody counts as there: by case, then by member of staff. */
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(feed: ChangeFeed, clock: Clock, keepFor: () => number) {
    this.#feed = feed;
    this.#clock = clock;
    this.#keepFor = keepFor;
    this.#stopListening = feed.subscribe((event) => this.#hear(event));
  }

  /** Says that somebody has a case open, or has left it. Others hear of it when it is news. */
  look(actor: StaffActor, caseId: string, leaving: boolean): void {
    const at = this.#clock.now();
    const until = leaving ? 0 : at + this.#keepFor();
    this.#feed.publish([{ topic: PRESENCE_TOPIC, id: caseId, at, data: { staffId: actor.staffId, until } }]);
  }

  /** Who has a case open now, whoever came first coming first. */
  present(caseId: string): readonly string[] {
    const now = this.#clock.now();
    const people = this.#seen.get(caseId);
    if (people === undefined) return [];
    for (const [staffId, until] of people) if (until <= now) people.delete(staffId);
    if (people.size === 0) this.#seen.delete(caseId);
    return [...people.keys()];
  }

  close(): void {
    this.#stopListening();
    this.#seen.clear();
  }

  #hear({ topic, id, data }: ChangeEvent): void {
    if (topic !== PRESENCE_TOPIC || typeof data?.staffId !== 'string' || typeof data.until !== 'number') return;
    const people = this.#seen.get(id) ?? new Map<string, number>();
    if (data.until <= this.#clock.now()) people.delete(data.staffId);
    else people.set(data.staffId, data.until);
    this.#seen.delete(id);
    if (people.size === 0) return;
    this.#seen.set(id, people);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MOST_CASES && oldest !== undefined) this.#seen.delete(oldest);
  }
}
