import type { Engine } from '../engine.ts';
import { countPendingRequests, countReviews } from './store.ts';

/** Something waits for staff. Carries no personal data: shells show it where others can see it. */
export interface Attention {
  /** Verification requests and reviews that wait now. */
  readonly waiting: number;
  /** Set when one of them is new, with the console's route that shows it. */
  readonly news: { readonly title: string; readonly body: string; readonly path: string } | null;
}

type News = NonNullable<Attention['news']>;
type FeedEvent = Parameters<Parameters<Engine['store']['feed']['subscribe']>[0]>[0];

const inWords = (kind: unknown): string => (typeof kind === 'string' ? kind.replaceAll('_', ' ') : 'operation');

/** What of a change staff should hear outside the window, or null. Pure. */
export function newsOf({ topic, id, data }: Pick<FeedEvent, 'topic' | 'id' | 'data'>): News | null {
  if (topic === 'verification_request' && data?.status === 'pending') {
    return { title: 'New approval', body: `A ${inWords(data.kind)} waits for the trusted device.`, path: `/approvals/${id}` };
  }
  if (topic === 'decision' && data?.status === 'in_review') {
    return { title: 'New review', body: `A ${inWords(data.kind)} waits for a decision by staff.`, path: `/decisions/${id}` };
  }
  if (topic === 'policy' && data?.emergency === true) {
    return { title: 'Emergency publication', body: `The ${inWords(data.kind ?? id)} were changed without approval.`, path: '/rules' };
  }
  if (topic === 'policy' && data?.stopped === true) {
    return {
      title: 'Roll-out stopped',
      body: `The candidate of the ${inWords(id)} failed too often; the live version decides again.`,
      path: '/rules',
    };
  }
  if (topic === 'rule_alert' && data?.status === 'open') {
    return {
      title: 'A rule does something else',
      body: data.measure === 'precision' ? 'The precision of a rule has changed.' : 'A rule hits more or less than usual.',
      path: `/rules/live/${String(data.ruleId)}`,
    };
  }
  if (topic === 'case' && data?.escalated === true) {
    return { title: 'Case escalated', body: `A case in the queue ${inWords(data.kind)} went to the next line.`, path: `/cases/${id}` };
  }
  if (topic === 'case' && data?.handedOver === true) {
    return {
      title: 'Case handed over',
      body: `A case in the queue ${inWords(data.kind)} was handed to a colleague.`,
      path: `/cases/${id}`,
    };
  }
  return null;
}

const topics: ReadonlySet<string> = new Set(['verification_request', 'decision', 'operation', 'case', 'policy', 'rule_alert', 'feed.gap']);

/**
 * Tells how much waits for staff, at once and at every change, with what is new.
 * @returns how to stop
 */
export function watchAttention(engine: Engine, listener: (attention: Attention) => void): () => void {
  let news: News | null = null;
  let reading = false;
  let again = false;
  let stopped = false;

  /** One reading at a time: a burst of changes is told once, with the newest of its news. */
  async function tell(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    while (again && !stopped) {
      again = false;
      const told = news;
      news = null;
      try {
        const waiting = await engine.store.read(async (tx) => {
          const requests = await tx.first(countPendingRequests, {});
          const reviews = await tx.first(countReviews, {});
          return Number(requests?.count ?? 0) + Number(reviews?.count ?? 0);
        });
        if (!stopped) listener({ waiting, news: told });
      } catch (error) {
        engine.log.warn({ err: error }, 'what waits for staff could not be counted');
      }
    }
    reading = false;
  }

  const unsubscribe = engine.store.feed.subscribe((event) => {
    if (!topics.has(event.topic)) return;
    news = newsOf(event) ?? news;
    void tell();
  });
  void tell();
  return () => {
    stopped = true;
    unsubscribe();
  };
}
