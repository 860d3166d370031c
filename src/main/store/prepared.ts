import type { Compilable, Kysely, RawBuilder } from 'kysely';
import { builders } from './dialects.ts';
import { StoreError } from './errors.ts';
import { Placeholder } from './placeholder.ts';
import type { Dialect, ReadDb, WriteDb } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * Queries that are built by Kysely once in the life of the process and only bound and run afterwards. Kysely's building and compiling
 * costs tens of microseconds a query; a decision runs a dozen of them.
 *
 * ```ts
 * const accountById = query<{ id: string }>()((db, p) => db.selectFrom('accounts').selectAll().where('id', '=', p('id')));
 * const account = await tx.first(accountById, { id });
 * ```
 */

/** Stands for a named parameter while the query is built; typed as the value that will be bound. */
export interface Placeholders<P> {
  <K extends keyof P & string>(name: K): P[K];
  /** Several at once under their own names, for `values` and `set`. */
  pick<K extends keyof P & string>(...names: K[]): Pick<P, K>;
}

type Buildable<R> = Compilable<R> | RawBuilder<R>;

function placeholders<P>(): Placeholders<P> {
  // The only place where a parameter lies about its type: Kysely carries it through to the list of parameters unseen.
  const one = (name: string): never => new Placeholder(name) as never;
  const pick = (...names: string[]): never => Object.fromEntries(names.map((name) => [name, one(name)])) as never;
  return Object.assign(one, { pick }) as Placeholders<P>;
}

let statements = 0;

/** A statement in the words of one dialect. */
export class PreparedStatement {
  readonly sql: string;
  /** Unique in the process: the name under which PostgreSQL keeps its plan. */
  readonly name: string;
  readonly #slots: readonly unknown[];

  constructor(sql: string, slots: readonly unknown[]) {
    this.sql = sql;
    this.#slots = slots;
    statements += 1;
    this.name = `q${statements}`;
  }

  /** The values in the order the SQL wants them. @throws StoreError `parameter_missing` */
  bind(params: unknown): unknown[] {
    const slots = this.#slots;
    const values = new Array<unknown>(slots.length);
    for (let i = 0; i < slots.length; i += 1) {
      const slot = slots[i];
      if (slot instanceof Placeholder) {
        const value = (params as Readonly<Record<string, unknown>>)[slot.name];
        if (value === undefined) throw new StoreError('parameter_missing', `The prepared query wants a value for "${slot.name}".`);
        values[i] = value;
      } else values[i] = slot;
    }
    return values;
  }
}

abstract class Prepared {
  readonly #statements: Partial<Record<Dialect, PreparedStatement>> = {};
  readonly #build: (db: Kysely<Tables>) => Buildable<unknown>;

  constructor(build: (db: Kysely<Tables>) => Buildable<unknown>) {
    this.#build = build;
  }

  /** The statement for a dialect, compiled the first time it is asked for. */
  statement(dialect: Dialect): PreparedStatement {
    const known = this.#statements[dialect];
    if (known !== undefined) return known;
    const built = this.#build(builders[dialect]);
    const { sql, parameters } = 'isRawBuilder' in built ? built.compile(builders[dialect]) : built.compile();
    const made = new PreparedStatement(sql, parameters);
    this.#statements[dialect] = made;
    return made;
  }
}

declare const types: unique symbol;

/** A query that cannot write. Make it with {@link query}. */
export class PreparedQuery<P, R> extends Prepared {
  declare readonly [types]: { readonly kind: 'query'; readonly params: (params: P) => void; readonly row: R };
}

/** A statement that writes. Make it with {@link command}. */
export class PreparedCommand<P, R> extends Prepared {
  declare readonly [types]: { readonly kind: 'command'; readonly params: (params: P) => void; readonly row: R };
}

/** The parameters of a query that has none. */
export type NoParams = Readonly<Record<never, never>>;

/**
 * Prepares a query. Called twice, because the parameters' type is written and the row's is inferred. A parameter stands for one value;
 * what takes a list of any length is an ordinary Kysely query, whose SQL text is cached.
 */
export function query<P = NoParams>(): <R>(build: (db: ReadDb, p: Placeholders<P>) => Buildable<R>) => PreparedQuery<P, R> {
  return <R>(build: (db: ReadDb, p: Placeholders<P>) => Buildable<R>) => new PreparedQuery<P, R>((db) => build(db, placeholders<P>()));
}

/** Prepares an insert, update or delete. See {@link query}. */
export function command<P = NoParams>(): <R>(build: (db: WriteDb, p: Placeholders<P>) => Buildable<R>) => PreparedCommand<P, R> {
  return <R>(build: (db: WriteDb, p: Placeholders<P>) => Buildable<R>) => new PreparedCommand<P, R>((db) => build(db, placeholders<P>()));
}
