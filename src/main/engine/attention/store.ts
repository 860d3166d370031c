import { query } from '../../store/prepared.ts';

export const countPendingRequests = query()((db) =>
  db
    .selectFrom('verification_requests')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('status', '=', 'pending'),
);

export const countReviews = query()((db) =>
  db
    .selectFrom('operations')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('status', '=', 'in_review'),
);
