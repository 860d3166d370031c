import type { PreparedCommand } from '../../src/main/store/prepared.ts';
import type { Store, WriteTx } from '../../src/main/store/store.ts';
import type { Tables } from '../../src/main/store/tables.ts';

/** Writes that stood in the database without an entry of the audit trail in their own transaction: which tables, and who wrote them. */
export interface Silent {
  readonly tables: readonly string[];
  readonly writer: string;
}

const TARGET = /\b(?:insert into|update|delete from) "(\w+)"/g;

/** The engine's functions on the way to a write, nearest first. */
const callers = (stack: string): string =>
  [...stack.matchAll(/at (?:async )?(\S+) .*?src\/main\/(engine\/[\w/.-]+):\d+/g)].map(([, name, file]) => `${file} ${name}`).join(' < ');

/**
 * A store that notes each transaction of the engine's which changed rows and appended nothing to the audit trail (AU-03). The engine writes
 * by prepared commands alone; what tests themselves put into a database goes by another road and is not noted.
 */
export function noting(store: Store, silent: Silent[]): Store {
  return {
    get dialect() {
      return store.dialect;
    },
    get feed() {
      return store.feed;
    },
    read: (work) => store.read(work),
    close: () => store.close(),
    backup: (file) => store.backup(file),
    write: async (work) => {
      const stack = new Error('here').stack ?? '';
      let written = new Set<string>();
      const result = await store.write((tx) => {
        written = new Set();
        return work(watched(tx, written));
      });
      if (written.size > 0 && !written.has('audit')) silent.push({ tables: [...written].sort(), writer: callers(stack) });
      return result;
    },
  };
}

/** A store that cannot write the audit trail while `broken.now` holds. */
export function breaking(store: Store, broken: { now: boolean }): Store {
  return {
    ...noting(store, []),
    write: (work) =>
      store.write((tx) =>
        work({
          ...watched(tx, new Set()),
          get db() {
            return tx.db;
          },
          run: async (command, params) => {
            if (broken.now && /insert into "audit" /.test(command.statement(tx.dialect).sql)) throw new Error('the trail is full');
            return tx.run(command, params);
          },
          post: (command, params) => {
            if (broken.now && /insert into "audit" /.test(command.statement(tx.dialect).sql)) throw new Error('the trail is full');
            tx.post(command, params);
          },
        }),
      ),
  };
}

function watched(tx: WriteTx, written: Set<string>): WriteTx {
  const note = <P, R>(command: PreparedCommand<P, R>, changed: number) => {
    if (changed > 0) for (const [, table] of command.statement(tx.dialect).sql.matchAll(TARGET)) written.add(table as keyof Tables);
  };
  return {
    dialect: tx.dialect,
    get db() {
      return tx.db;
    },
    all: (query, params) => tx.all(query, params),
    first: (query, params) => tx.first(query, params),
    expect: (query, params) => tx.expect(query, params),
    afterCommit: (hook) => tx.afterCommit(hook),
    run: async (command, params) => {
      const changed = await tx.run(command, params);
      note(command, changed);
      return changed;
    },
    post: (command, params) => {
      tx.post(command, params);
      // Nobody is told how many rows it changes; what is posted is meant to change some.
      note(command, 1);
    },
    returning: async (command, params) => {
      const rows = await tx.returning(command, params);
      note(command, rows.length);
      return rows;
    },
  };
}
