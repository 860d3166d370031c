import pg from 'pg';
import { type StoreOptions, withDefaults } from '../options.ts';
import { types } from './types.ts';

export interface PoolOptions extends StoreOptions {
  /** Connections that may read at once; the writer and the feed have one each besides. Default 10. */
  readonly connections?: number;
}

/** After how long PostgreSQL itself ends a transaction whose server went silent and would otherwise keep its locks. */
const ABANDONED_MS = 60_000;

/**
 * What a work asks for is single rows and short ranges by key. A plan that was made while a table was still small would read it from end to
 * end ever after, and SERIALIZABLE would then take everybody's rows for read.
 */
const PLANNING = '-c enable_seqscan=off -c jit=off';

/** The connections that read. */
export function openReaders(url: string, options: PoolOptions): pg.Pool {
  return openPool(options, {
    connectionString: url,
    max: options.connections ?? 10,
    idle_in_transaction_session_timeout: ABANDONED_MS,
  });
}

/**
 * The connection that writes. It stays open, because a new one would have to prepare every statement anew. Everybody else's writes wait for its
 * transaction, so PostgreSQL ends one that neither goes on nor comes to an end as soon as the server itself would.
 */
export function openWriter(url: string, options: PoolOptions): pg.Pool {
  const { workTimeoutMs } = withDefaults(options);
  return openPool(options, {
    connectionString: url,
    max: 1,
    idleTimeoutMillis: 0,
    statement_timeout: workTimeoutMs,
    idle_in_transaction_session_timeout: 2 * workTimeoutMs,
    options: PLANNING,
  });
}

function openPool(options: PoolOptions, config: pg.PoolConfig): pg.Pool {
  const { onDefect } = withDefaults(options);
  const pool = new pg.Pool({
    ...config,
    application_name: 'portcullis',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    pipeline: true,
    types,
  });
  // A connection that breaks while nobody uses it; the pool replaces it.
  pool.on('error', (error) => {
    if (!pool.ending) onDefect(error);
  });
  // One that breaks in use fails its queries, which is how its user learns; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
