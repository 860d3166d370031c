import { command, query } from '../../../store/prepared.ts';

export const loginDays = query<{ from: number; to: number }>()((db, p) =>
  db.selectFrom('login_days').select(['day', 'data']).where('day', '>=', p('from')).where('day', '<=', p('to')).orderBy('day'),
);

export const insertLoginDay = command<{ day: number; data: string }>()((db, p) =>
  db
    .insertInto('login_days')
    .values({ day: p('day'), data: p('data') })
    .onConflict((oc) => oc.column('day').doNothing()),
);

/** Changes whenever an import ends, and with it what the days hold. */
export const endedImports = query()((db) =>
  db
    .selectFrom('imports')
    .select(({ fn }) => [fn.countAll().as('count'), fn.max('finished_at').as('newest')])
    .where('finished_at', 'is not', null),
);

export const forgetLoginDays = command()((db) => db.deleteFrom('login_days'));

export const forgetLoginDaysBefore = command<{ day: number }>()((db, p) => db.deleteFrom('login_days').where('day', '<', p('day')));

/** Log-ins of a stretch of time as they stand now, in the order of their decisions, after one of them. */
export const loginsBetween = query<{ from: number; to: number; afterAt: number; afterId: string; limit: number }>()((db, p) =>
  db
    .selectFrom('decisions')
    .innerJoin('operations', 'operations.id', 'decisions.operation_id')
    .select([
      'decisions.id',
      'decisions.created_at as at',
      'operations.address',
      'operations.network',
      'operations.asn',
      'operations.country',
      'operations.client',
      'operations.user_agent as userAgent',
      'operations.status',
      'operations.authorized_at as authorizedAt',
      'operations.credential_result as credential',
    ])
    .where('decisions.created_at', '>=', p('from'))
    .where('decisions.created_at', '<', p('to'))
    .where('decisions.kind', '=', 'login')
    .where((eb) =>
      eb.or([
        eb('decisions.created_at', '>', p('afterAt')),
        eb.and([eb('decisions.created_at', '=', p('afterAt')), eb('decisions.id', '>', p('afterId'))]),
      ]),
    )
    .orderBy('decisions.created_at')
    .orderBy('decisions.id')
    .limit(p('limit')),
);
