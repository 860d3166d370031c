import { command, query } from '../../../store/prepared.ts';

/** What was answered to a key, if it was used. */
export const storedAnswer = query<{ owner: string; key: string }>()((db, p) =>
  db
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'response'])
    .where('owner', '=', p('owner'))
    .where('key', '=', p('key')),
);

/**
 * Keeps an answer. Of two transactions that answered the same key at once, PostgreSQL makes the later one wait here and then fails its
 * serialization, so that it runs again and finds the first one's answer.
 */
export const keepAnswer = command<{ owner: string; key: string; requestHash: string; response: string; createdAt: number }>()((db, p) =>
  db
    .insertInto('idempotency_keys')
    .values({ owner: p('owner'), key: p('key'), request_hash: p('requestHash'), response: p('response'), created_at: p('createdAt') })
    .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing()),
);

/** Forgets answers given before a time (epoch milliseconds). @returns how many */
export const forgetAnswers = command<{ before: number; limit: number }>()((db, p) =>
  db
    .deleteFrom('idempotency_keys')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('owner', 'key'),
        'in',
        eb
          .selectFrom('idempotency_keys')
          .select(['owner', 'key'])
          .where('created_at', '<', p('before'))
          .limit(p('limit'))
          .$asTuple('owner', 'key'),
      ),
    ),
);
