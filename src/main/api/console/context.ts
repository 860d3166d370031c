import { implement } from '@orpc/server';
import { consoleContract } from '../../../shared/contract/console/index.ts';
import type { ScenarioName, ScenarioRun } from '../../../shared/contract/console/scenarios.ts';
import type { StaffActor } from '../../engine/actor.ts';
import { auditDenials } from '../../engine/audit/denied.ts';
import type { Engine } from '../../engine/engine.ts';
import { PortcullisError } from '../../engine/errors.ts';
import type { CeremonySeat } from '../../engine/staff/passkeys/ceremony.ts';
import { authenticateStaff } from '../../engine/staff/sessions.ts';

/** Chunks of a file that staff send, kept until it is imported. */
export interface Uploads {
  /**
   * Adds a chunk. Only who began an upload can go on with it.
   * @throws PortcullisError `not_found`, `conflict` when the offset is not where the last chunk ended, `payload_too_large`
   */
  append(input: {
    readonly owner: string;
    readonly uploadId: string | null;
    readonly fileName: string;
    readonly offset: number;
    readonly chunk: Uint8Array;
    readonly maxBytes: number;
  }): Promise<{ uploadId: string; received: number }>;
  /** @throws PortcullisError `not_found`, also for somebody else's */
  find(owner: string, uploadId: string): { readonly filePath: string; readonly fileName: string };
  /** The same, for an import that begins to read it. @throws PortcullisError `not_found` */
  take(owner: string, uploadId: string): { readonly filePath: string; readonly fileName: string };
}

/** The simulated traffic of the demo workspace. */
export interface Traffic {
  state(): { running: boolean; operationsPerMinute: number };
  setRunning(running: boolean): { running: boolean; operationsPerMinute: number };
  /** Stops it for good and resolves when nothing of it is under way. */
  close(): Promise<void>;
}

/** The stories of the demo workspace. */
export interface Scenarios {
  runs(): readonly ScenarioRun[];
  play(scenario: ScenarioName): ScenarioRun;
  /** Stops every story and resolves when nothing of them is under way. */
  close(): Promise<void>;
}

/** What the console is told about the program it talks to. */
export interface ConsoleHost {
  readonly version: string;
  readonly shell: 'desktop' | 'server';
  /** A name for people: the folder or the server. */
  readonly workspace: string;
  /** Whether mail leaves this workspace; otherwise it is kept in the outbox. */
  readonly sendsMail: boolean;
  readonly uploads: Uploads;
  readonly traffic: Traffic | undefined;
  readonly scenarios: Scenarios | undefined;
  /** Where the demo's exchange is opened; undefined outside the demo, and until it has started. */
  readonly exchangeUrl: string | undefined;
}

/** One console: a window of the desktop app or a page in a browser. Whoever signed in on it is known by the token it keeps. */
export interface ConsoleConnection extends CeremonySeat {
  token: string | null;
  /** Null in the desktop app, where console and engine are one program. */
  readonly address: string | null;
}

export interface ConsoleContext {
  readonly engine: Engine;
  readonly host: ConsoleHost;
  readonly connection: ConsoleConnection;
  /** Aborts when the connection closes or the program stops. */
  readonly closed: AbortSignal;
}

/** Procedures that anybody may call who can reach the console: they lead to a session. */
export const open = implement(consoleContract).$context<ConsoleContext>();

/** @throws PortcullisError `unauthenticated`, `session_locked` */
export async function currentStaff({ engine, connection }: ConsoleContext): Promise<StaffActor> {
  if (connection.token === null) throw new PortcullisError('unauthenticated', 'Sign in first.');
  return authenticateStaff(engine, connection.token, connection.address);
}

/** Procedures for staff in a live session. What each may do is asked by the engine; what it refuses stands in the audit trail. */
export const staff = open.use(async ({ context, path, next }) => {
  const actor = await currentStaff(context);
  return auditDenials(context.engine, actor, path.join('.'), async () => next({ context: { actor } }));
});
