import { WebhookHttp } from '../adapters/webhook-http.ts';
import { forgetOldReveals } from '../engine/accounts/reveals.ts';
import { forgetOldMisses } from '../engine/accounts/search/probing.ts';
import { checkpointAudit } from '../engine/audit/checkpoint.ts';
import { applyDecisions } from '../engine/cases/apply.ts';
import { lapseLeases } from '../engine/cases/claim.ts';
import { sweepDeadlines } from '../engine/cases/escalate.ts';
import type { Engine } from '../engine/engine.ts';
import { forgetOldSends } from '../engine/factors/codes/guard.ts';
import { forgetFrames } from '../engine/factors/face/frames.ts';
import { forgetOldChallenges } from '../engine/factors/passkey/challenges.ts';
import { expireIdentities, nextExpiry } from '../engine/identity/expire.ts';
import { resumeImports, stopImports } from '../engine/imports/imports.ts';
import { Deliverer, forgetOldDeliveries } from '../engine/integration/deliver.ts';
import { forgetOldAnswers } from '../engine/integration/idempotency.ts';
import { refreshPopulation } from '../engine/operations/login-days/population.ts';
import { nextDue, relayWebhooks } from '../engine/outbox/relay.ts';
import { sendMessages } from '../engine/outbox/send.ts';
import { forgetSent } from '../engine/outbox/sent.ts';
import { sealCounts } from '../engine/overview/tally.ts';
import { sweepRecovery } from '../engine/recovery/effect.ts';
import { abandonExpiredChanges } from '../engine/security-items/contact.ts';
import { forgetOldAttempts } from '../engine/staff/attempts.ts';
import { eachSweep } from '../engine/sweep/sweep.ts';
import { countTrends, forgetOldDays } from '../engine/tuning/trends/count.ts';
import { watchDrift } from '../engine/tuning/trends/watch.ts';
import { expireDue } from '../engine/verification/expire.ts';
import { messagePorts } from './messages.ts';
import { Worker, type WorkerOptions } from './worker.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 3_600 * SECOND;

/** Deadlines are kept to the second: that is what their countdowns show. */
const SWEEP_MS = SECOND;

export interface JobsOptions {
  readonly engine: Engine;
  /** Names the mail and SMS providers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onWebhook?: ((result: 'delivered' | 'failed' | 'dead') => void) | undefined;
}

export interface Jobs {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>;
}

const earliest = (...times: readonly (number | null)[]): number | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);

/** Everything that happens without a caller: what waits in the outbox goes out, what is overdue ends, what is old is forgotten. */
export async function startJobs({ engine, env, onWebhook }: JobsOptions): Promise<Jobs> {
  const { clock, log, settings, store } = engine;
  const worker = (options: Pick<WorkerOptions, 'name' | 'run' | 'longestMs' | 'gapMs'>) => new Worker({ ...options, clock, log });

  const transport = new WebhookHttp({
    allowPrivate: () => engine.demo || settings.get('webhook.allowPrivate'),
    timeoutMs: () => settings.get('webhook.timeout'),
  });
  const deliverer = new Deliverer({ engine, transport, onAttempt: onWebhook });
  const deliveries: Worker = worker({ name: 'webhook deliveries', longestMs: 30 * SECOND, run: () => deliverer.run(deliveries.wake) });

  const relay = worker({
    name: 'webhook relay',
    longestMs: 30 * SECOND,
    gapMs: 25,
    async run() {
      for (let more = true; more; ) {
        const relayed = await relayWebhooks(engine);
        if (relayed.moved > 0) deliveries.wake();
        more = relayed.more;
      }
      return nextDue(engine, 'webhook');
    },
  });

  const ports = await messagePorts(engine, env);
  const messages = worker({
    name: 'messages',
    longestMs: 30 * SECOND,
    gapMs: 50,
    async run() {
      for (const channel of ['mail', 'sms'] as const) {
        while ((await sendMessages(engine, channel, ports)).more);
      }
      return earliest(await nextDue(engine, 'mail'), await nextDue(engine, 'sms'));
    },
  });

  const sweeper = worker({
    name: 'deadlines',
    longestMs: SWEEP_MS,
    async run() {
      const sweeps = [expireDue, sweepRecovery, applyDecisions, sweepDeadlines, lapseLeases];
      await eachSweep(sweeps.map((run) => () => run(engine)));
      return clock.now() + SWEEP_MS;
    },
  });

  const checkpoints = worker({
    name: 'audit checkpoints',
    longestMs: HOUR,
    async run() {
      await checkpointAudit(engine);
      return clock.now() + settings.get('audit.checkpointEvery');
    },
  });

  const counter = worker({
    name: 'counts',
    longestMs: MINUTE,
    async run() {
      while ((await sealCounts(engine)).more);
      return clock.now() + MINUTE;
    },
  });

  const trends = worker({
    name: 'rule trends',
    longestMs: MINUTE,
    async run() {
      while ((await countTrends(engine)).more);
      await watchDrift(engine);
      return clock.now() + MINUTE;
    },
  });

  const logins = worker({
    name: 'log-in population',
    longestMs: HOUR,
    async run() {
      await refreshPopulation(engine);
      return clock.now() + 5 * MINUTE;
    },
  });

  const cleaner = worker({
    name: 'cleaning',
    longestMs: HOUR,
    async run() {
      const sweeps = [
        expireIdentities,
        abandonExpiredChanges,
        forgetOldAnswers,
        forgetOldDeliveries,
        forgetSent,
        forgetOldSends,
        forgetOldAttempts,
        forgetOldMisses,
        forgetOldReveals,
        forgetFrames,
        forgetOldChallenges,
        forgetOldDays,
      ];
      await eachSweep(sweeps.map((run) => () => run(engine)));
      const now = clock.now();
      return Math.min(now + HOUR, nextExpiry(now));
    },
  });

  const workers = [deliveries, relay, messages, sweeper, checkpoints, counter, trends, logins, cleaner];
  // Whatever is queued is told of in the same commit, and a replayed or new delivery as well.
  const silence = store.feed.subscribe(({ topic, data }) => {
    if (topic === 'integration') {
      if (data?.kind !== 'delivery') deliveries.wake();
      return;
    }
    relay.wake();
    messages.wake();
  });
  await resumeImports(engine);
  for (const each of workers) each.wake();

  return {
    async stop() {
      silence();
      await Promise.all([stopImports(engine), ...workers.map((each) => each.stop())]);
      await deliverer.drain();
      ports.close();
    },
  };
}
