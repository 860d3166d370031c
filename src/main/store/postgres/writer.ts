import type pg from 'pg';
import { StoreError } from '../errors.ts';
import type { WriteTx } from '../store.ts';
import { WriteTransaction } from '../transaction.ts';
import { tooLong } from '../watchdog.ts';
import { PostgresConnection } from './connection.ts';
import { fromPostgres, isRetryable } from './errors.ts';

/** A piece of work waiting for its turn. */
interface Job {
  readonly work: (tx: WriteTx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** How often it was run and lost. */
  losses: number;
}

/** What a work came to; nobody hears of it before the commit. */
type Outcome =
  | { readonly job: Job; readonly tx: WriteTransaction; readonly value: unknown }
  | {
      readonly job: Job;
      readonly tx: undefined;
      readonly error: unknown /** Whether the transaction is lost with it. */;
      readonly fatal: boolean;
    };

/** What became of a group's transaction where it did not commit. */
class GroupFailed extends Error {
  override readonly name = 'GroupFailed';
  /** Whether COMMIT had been sent. */
  readonly committing: boolean;

  constructor(cause: unknown, committing: boolean) {
    super('The group was rolled back', { cause });
    this.committing = committing;
  }
}

export interface WriterOptions {
  /** After how long a work that awaits something else than its transaction is ended, ms. */
  readonly workTimeoutMs: number;
  /** Told about hooks that throw. */
  readonly onDefect: (error: unknown) => void;
  /** Uniform in [0, 1), for the jitter between retries. */
  readonly random: () => number;
  /** Waits that many milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Works that share one COMMIT at most: PostgreSQL keeps 64 subtransactions at hand, and looks the others up on disk. */
const GROUP = 60;

/** After how long a group takes no more works, ms: who came first waits for the last, and so do the other servers. */
const LONGEST_GROUP_MS = 100;

/** How often a work is run before its caller hears of the contention. */
const ATTEMPTS = 20;
const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 250;

/** Any number that nobody else uses as an advisory lock in this database: "portwrit" as bytes, cut to 63 bits. */
const TURN = '8101822616763296116';
const TAKE_TURN = `SELECT pg_advisory_lock(${TURN})`;
const END_TURN = `SELECT pg_advisory_unlock(${TURN})`;
const BEGIN = 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE';

/**
 * Runs works in turn on one connection, in groups that share one SERIALIZABLE transaction, each work behind a savepoint of its own. Servers
 * take turns group by group, by an advisory lock that is taken before the transaction begins and so before it sees anything.
 *
 * Nothing is said of any work before the group has committed, not even that it was refused: what it was refused for may be the doing of
 * another of the group. A group that lost to somebody who takes no turns runs again, in ever smaller groups as long as that goes on.
 *
 * A group starts on the next turn of the event loop, so that the requests that the loop has already read meet in it. While one runs, the
 * next one gathers.
 */
export class PostgresWriter {
  readonly #pool: pg.Pool;
  readonly #options: WriterOptions;
  readonly #queue: Job[] = [];
  #running = false;
  /** Works that the next group may hold. */
  #room = GROUP;
  /** Groups lost in a row. */
  #losses = 0;

  constructor(pool: pg.Pool, options: WriterOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject, losses: 0 });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) await this.#turn();
    this.#running = false;
  }

  async #turn(): Promise<void> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      // Whoever waits would only wait for the same.
      for (const job of this.#queue.splice(0)) job.reject(fromPostgres(error));
      return;
    }
    const group: Outcome[] = [];
    const connection = new PostgresConnection(client);
    try {
      await this.#commit(connection, group);
    } catch (error) {
      await abandon(client, connection);
      await this.#failed(group, error);
      return;
    }
    client.release();
    this.#room = Math.min(GROUP, this.#room * 2);
    this.#losses = 0;
    for (const outcome of group) {
      if (outcome.tx === undefined) outcome.job.reject(outcome.error);
      else {
        outcome.tx.runHooks(this.#options.onDefect);
        outcome.job.resolve(outcome.value);
      }
    }
  }

  /** Runs the next group. @param group gets the outcome of each of its works @throws GroupFailed, after which the transaction is still open */
  async #commit(connection: PostgresConnection, group: Outcome[]): Promise<void> {
    const begun = Promise.all([connection.control(TAKE_TURN), connection.control(BEGIN)]);
    // The first work does not wait for it, but its time begins when it is its turn.
    let began = Number.POSITIVE_INFINITY;
    const turn = begun.then(
      () => {
        began = performance.now();
      },
      () => {
        began = Number.NEGATIVE_INFINITY;
      },
    );
    let fence = 'SAVEPOINT work';
    for (let taken = 0; taken < this.#room && performance.now() - began < LONGEST_GROUP_MS; taken += 1) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      const fenced = connection.control(fence);
      const outcome = await this.#one(job, connection, turn);
      group.push(outcome);
      try {
        await fenced;
      } catch (error) {
        throw new GroupFailed(error, false);
      }
      if (outcome.tx !== undefined) fence = 'RELEASE SAVEPOINT work; SAVEPOINT work';
      else {
        if (outcome.fatal) throw new GroupFailed(outcome.error, false);
        fence = 'ROLLBACK TO SAVEPOINT work';
      }
    }
    // What the last one was refused for may have failed the transaction, whose COMMIT would undo everybody's.
    const undone = fence.startsWith('ROLLBACK') ? connection.control(fence) : undefined;
    try {
      await Promise.all([begun, undone]);
    } catch (error) {
      throw new GroupFailed(isExpired(error) ? contention(error) : error, false);
    }
    try {
      const ending = connection.control('COMMIT');
      // Should it fail, the connection is broken, and the turn over with it.
      connection.control(END_TURN).catch(() => undefined);
      const ended = await ending;
      if (ended !== 'COMMIT') throw new Error('A statement failed unnoticed; PostgreSQL rolled the work back.');
    } catch (error) {
      throw new GroupFailed(error, true);
    }
  }

  /** @param turn resolves when the transaction has begun */
  async #one(job: Job, connection: PostgresConnection, turn: Promise<void>): Promise<Outcome> {
    const tx = new WriteTransaction(connection);
    try {
      const value = await this.#watched(job.work, tx, turn);
      // What was sent and not waited for has to be answered before anybody else's statements follow.
      await connection.answered();
      const failure = tx.finish();
      if (failure !== undefined) throw failure.error;
      return { job, tx, value };
    } catch (error) {
      const failure = tx.finish();
      await connection.answered();
      const fatal = failure !== undefined && isOfTheTransaction(failure.error);
      return { job, tx: undefined, error: fatal ? failure.error : tx.reasonOf(error), fatal };
    }
  }

  /** Decides what becomes of a group that was rolled back. */
  async #failed(group: readonly Outcome[], error: unknown): Promise<void> {
    const { cause, committing } = error instanceof GroupFailed ? error : { cause: error, committing: false };
    if (cause instanceof StoreError && cause.code === 'unavailable') {
      for (const { job, tx } of group) job.reject(committing && tx !== undefined ? outcomeUnknown(cause) : cause);
      return;
    }
    if (!isRetryable(cause)) {
      const [only] = group;
      // Which of several it was is known once they are run one by one.
      if (group.length > 1) this.#again(group, 1);
      else only?.job.reject(cause);
      return;
    }
    const hopeful = group.filter(({ job }) => {
      job.losses += 1;
      if (job.losses < ATTEMPTS) return true;
      job.reject(cause);
      return false;
    });
    this.#losses += 1;
    this.#again(hopeful, Math.max(1, Math.floor(group.length / 2)));
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#losses);
    await this.#options.sleep(longest * this.#options.random());
  }

  #again(group: readonly Outcome[], room: number): void {
    this.#room = room;
    const jobs = group.map(({ job }) => job);
    // One that loses on its own steps aside, so that it does not hold up everybody.
    if (jobs.length === 1) this.#queue.push(...jobs);
    else this.#queue.unshift(...jobs);
  }

  async #watched(work: Job['work'], tx: WriteTransaction, turn: Promise<void>): Promise<unknown> {
    let watchdog: NodeJS.Timeout | undefined;
    let over = false;
    const { workTimeoutMs } = this.#options;
    const expired = new Promise<never>((_, reject) => {
      void turn.then(() => {
        if (!over) watchdog = setTimeout(() => reject(tooLong(workTimeoutMs)), workTimeoutMs);
      });
    });
    try {
      return await Promise.race([work(tx), expired]);
    } finally {
      over = true;
      clearTimeout(watchdog);
    }
  }
}

/** Whether an error ends the whole transaction, whoever met it. */
const isOfTheTransaction = (error: unknown): boolean => isRetryable(error) || (error instanceof StoreError && error.code === 'unavailable');

const isExpired = (error: unknown): boolean => error instanceof StoreError && error.code === 'work_too_long';

const contention = (cause: unknown): StoreError =>
  new StoreError('contention', 'Another server kept the turn to write for too long.', {}, cause);

const outcomeUnknown = (cause: unknown): StoreError =>
  new StoreError(
    'outcome_unknown',
    'The connection broke during COMMIT: whether the work is done is not known. Ask again, or repeat it idempotently.',
    {},
    cause,
  );

/** Ends a transaction and the turn, and gives the connection back; one that does not even roll back is thrown away. */
async function abandon(client: pg.PoolClient, connection: PostgresConnection): Promise<void> {
  try {
    await Promise.all([connection.control('ROLLBACK'), connection.control(END_TURN)]);
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
