import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { logInClientSchema, placeSchema, type Wish } from '../../../shared/contract/exchange/index.ts';

const userSchema = z.object({
  accountId: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  country: z.string(),
  passwordHash: z.string(),
  /** Everywhere that mail and SMS for this person went or may go: what their inbox shows. */
  reachedAt: z.array(z.string()),
  balances: z.record(z.string(), z.string()),
  addresses: z.array(z.object({ id: z.string(), label: z.string(), asset: z.string(), address: z.string(), network: z.string() })),
  apiKeys: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      permissions: z.array(z.enum(['read', 'trade', 'withdraw'])),
      hint: z.string(),
      createdAt: z.int(),
    }),
  ),
  movements: z.array(
    z.object({
      operationId: z.string(),
      kind: z.string(),
      asset: z.string(),
      amount: z.string(),
      to: z.string().nullable(),
      status: z.string(),
      at: z.int(),
    }),
  ),
});
export type User = z.infer<typeof userSchema>;

const sessionSchema = z.object({
  id: z.string(),
  /** The token itself is the customer's alone. */
  tokenHash: z.string(),
  accountId: z.string(),
  client: logInClientSchema,
  deviceId: z.string(),
  deviceName: z.string(),
  place: placeSchema,
  openedAt: z.int(),
  logInOperationId: z.string(),
});
export type ExchangeSession = z.infer<typeof sessionSchema>;

const pendingSchema = z.object({ operationId: z.string(), accountId: z.string(), wish: z.custom<Wish>(), done: z.boolean() });
export type Pending = z.infer<typeof pendingSchema>;

const booksSchema = z.object({
  users: z.array(userSchema),
  sessions: z.array(sessionSchema),
  pending: z.array(pendingSchema),
  webhook: z.object({ id: z.string(), url: z.string(), secret: z.string() }).nullable(),
});
type State = z.infer<typeof booksSchema>;

const MOST_SESSIONS = 500;
const MOST_PENDING = 1_000;

/** What the demo exchange remembers of its own: a real one has a database for it. Held in memory, kept in one file that is replaced as a whole. */
export class Books {
  readonly #file: string;
  readonly #state: State;
  #saving: Promise<void> = Promise.resolve();
  #dirty = false;

  private constructor(file: string, state: State) {
    this.#file = file;
    this.#state = state;
  }

  /** @throws Error when the file is there and is none of ours */
  static async open(file: string): Promise<Books> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    const empty: State = { users: [], sessions: [], pending: [], webhook: null };
    return new Books(file, text === null ? empty : booksSchema.parse(JSON.parse(text)));
  }

  get webhook(): State['webhook'] {
    return this.#state.webhook;
  }

  set webhook(webhook: State['webhook']) {
    this.#state.webhook = webhook;
    this.changed();
  }

  userByEmail(email: string): User | undefined {
    const wanted = email.toLowerCase();
    return this.#state.users.find((user) => user.email.toLowerCase() === wanted);
  }

  user(accountId: string): User | undefined {
    return this.#state.users.find((user) => user.accountId === accountId);
  }

  /** Whether mail or SMS to this address belongs to somebody else here. */
  isSomebodyElses(destination: string, accountId: string): boolean {
    return this.#state.users.some((user) => user.accountId !== accountId && user.reachedAt.includes(destination));
  }

  addUser(user: User): void {
    this.#state.users.push(user);
    this.changed();
  }

  sessionByTokenHash(tokenHash: string): ExchangeSession | undefined {
    return this.#state.sessions.find((session) => session.tokenHash === tokenHash);
  }

  sessionsOf(accountId: string): readonly ExchangeSession[] {
    return this.#state.sessions.filter((session) => session.accountId === accountId);
  }

  addSession(session: ExchangeSession): void {
    this.#state.sessions.push(session);
    this.#state.sessions.splice(0, Math.max(0, this.#state.sessions.length - MOST_SESSIONS));
    this.changed();
  }

  dropSession(id: string): void {
    this.#state.sessions = this.#state.sessions.filter((session) => session.id !== id);
    this.changed();
  }

  pending(operationId: string): Pending | undefined {
    return this.#state.pending.find((pending) => pending.operationId === operationId);
  }

  addPending(pending: Pending): void {
    this.#state.pending.push(pending);
    this.#state.pending.splice(0, Math.max(0, this.#state.pending.length - MOST_PENDING));
    this.changed();
  }

  /** Tells that something of what was handed out was changed: it is written soon. */
  changed(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#saving = this.#saving.then(() => this.#save());
  }

  /** Resolves when everything is on disk. @throws Error when the last write failed */
  async settled(): Promise<void> {
    await this.#saving;
  }

  async #save(): Promise<void> {
    this.#dirty = false;
    const text = JSON.stringify(this.#state);
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
  }
}
