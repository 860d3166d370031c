import pg from 'pg';

/** A migrated, empty database that every test database is copied from; copying is quicker than migrating. */
export const TEMPLATE = 'portcullis_template';

/** Beyond this, bytes, a database that a test filled is copied anew: deleting leaves dead rows, which others would have to read past. */
const LARGEST_KEPT = 64 * 1024 * 1024;

/** What a test may have changed besides rows, as one text. */
const SHAPE = `SELECT md5(string_agg(part, ',' ORDER BY part)) AS shape FROM (
  SELECT concat(relname, relkind, relnatts) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts`;

/** @returns the shape of the database that `url` leads to, to be compared with that of another */
export async function shapeOf(url: string): Promise<string> {
  return connected(url, (client) => shape(client));
}

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations'`;
const SEQUENCES = `SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'`;
const OTHERS = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

/**
 * The databases of one worker. Making one costs half a second of processor time, since PostgreSQL copies hundreds of files; emptying one
 * costs a hundredth of that. So each is made once in a run and emptied whenever a test asks for one.
 */
export class Databases {
  readonly #worker: string;
  readonly #urlOf: (database: string) => string;
  readonly #shape: string;
  readonly #used = new Set<number>();
  /** Kept open, because a new connection has to learn every table anew. */
  readonly #clients = new Map<number, pg.Client>();

  /**
   * @param worker unique among the workers that run at the same time
   * @param urlOf a database's URL
   * @param shape the template's
   */
  constructor(worker: string, urlOf: (database: string) => string, shape: string) {
    this.#worker = worker;
    this.#urlOf = urlOf;
    this.#shape = shape;
  }

  /** Gives a migrated, empty database, and a way to give it back. */
  async take(): Promise<{ readonly url: string; readonly giveBack: () => void }> {
    let place = 0;
    while (this.#used.has(place)) place += 1;
    this.#used.add(place);
    const name = `t_${this.#worker}_${place}`;
    const client = this.#clients.get(place) ?? (await this.#existing(name));
    if (client !== undefined && (await this.#emptied(client))) this.#clients.set(place, client);
    else {
      this.#clients.delete(place);
      await client?.end();
      await connected(this.#urlOf('postgres'), async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      });
    }
    return { url: this.#urlOf(name), giveBack: () => void this.#used.delete(place) };
  }

  /** A connection to a database that an earlier file of tests left. */
  async #existing(name: string): Promise<pg.Client | undefined> {
    const client = new pg.Client({ connectionString: this.#urlOf(name) });
    // Whoever drops the database ends the connection.
    client.on('error', () => {});
    try {
      await client.connect();
      // Its types leave it out.
      (client as pg.Client & { readonly unref: () => void }).unref();
      return client;
    } catch {
      return undefined;
    }
  }

  /** @returns whether the database is as the template again */
  async #emptied(client: pg.Client): Promise<boolean> {
    await client.query(OTHERS);
    const { rows: sizes } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
    if (Number(sizes[0]?.size) > LARGEST_KEPT || (await shape(client)) !== this.#shape) return false;
    const { rows: tables } = await client.query<{ name: string }>(TABLES);
    // Rows that are only ever added, and references, are guarded by triggers, which a replica does not run.
    await client.query(
      `SET session_replication_role = replica; ${tables.map(({ name }) => `DELETE FROM "${name}"`).join('; ')}; ${SEQUENCES}`,
    );
    return true;
  }
}

async function shape(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ shape: string }>(SHAPE);
  return rows[0]?.shape ?? '';
}

/** Runs `work` on a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
