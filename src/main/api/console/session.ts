import type { Permission } from '../../../shared/vocabulary/index.ts';
import { rolePermissions } from '../../../shared/vocabulary/index.ts';
import type { StaffActor } from '../../engine/actor.ts';
import type { ChangeTopic } from '../../engine/changes.ts';
import { demoSignIn } from '../../engine/staff/demo.ts';
import { acceptInvitation, confirmInvitation, readInvitation } from '../../engine/staff/invitations/join.ts';
import { knowsPasskeys } from '../../engine/staff/passkeys/ceremony.ts';
import { beginPasskeySignIn, signInByPasskey } from '../../engine/staff/passkeys/sign-in.ts';
import { lock, recordActivity, resume, signOut, unlock } from '../../engine/staff/sessions.ts';
import { confirmFirstAdministrator, createFirstAdministrator, needsFirstAdministrator, needsSetUpCode } from '../../engine/staff/set-up.ts';
import { signIn } from '../../engine/staff/sign-in.ts';
import { changesFrom, type FeedEvent, GAP_TOPIC } from '../stream.ts';
import { type ConsoleContext, currentStaff, open, staff } from './context.ts';

/** What a member of staff must be allowed to read to be told that it changed. */
const topicPermission: Readonly<Record<ChangeTopic, Permission>> = {
  operation: 'decisions.read',
  decision: 'decisions.read',
  verification_request: 'approvals.read',
  account: 'customers.read',
  hold: 'customers.read',
  case: 'cases.read',
  case_presence: 'cases.read',
  device_reset: 'recovery.read',
  caller_verification: 'recovery.read',
  audit: 'audit.read',
  staff: 'staff.read',
  integration: 'integration.read',
  import: 'import.run',
  settings: 'settings.read',
  policy: 'rules.read',
  policy_draft: 'rules.read',
  rule_alert: 'rules.read',
};

const placeOf = ({ host, connection }: ConsoleContext) => ({ address: connection.address, shell: host.shell });

function signedIn<T extends { readonly token: string }>({ connection }: ConsoleContext, session: T): T {
  connection.token = session.token;
  return session;
}

/** Whether an event says that this very session was locked or ended. */
const isOver = ({ topic, data }: FeedEvent, actor: StaffActor): boolean =>
  topic === 'staff' && (data?.session === actor.sessionId || data?.session === undefined);

/** How often a stream of changes makes sure that its session still lives, though nothing was said of it: it may have idled out. */
const RECHECK_MS = 10_000;

async function* changes(context: ConsoleContext, actor: StaffActor, signal: AbortSignal): AsyncGenerator<FeedEvent, void> {
  const { engine } = context;
  const allowed: ReadonlySet<Permission> = new Set(rolePermissions[actor.role]);
  const mayKnow = (topic: string) => {
    const permission = topicPermission[topic as ChangeTopic];
    return permission !== undefined && allowed.has(permission);
  };
  let checkedAt = engine.clock.now();
  for await (const event of changesFrom(engine.store.feed, (each) => mayKnow(each.topic) || isOver(each, actor), signal)) {
    if (isOver(event, actor) || engine.clock.now() - checkedAt > RECHECK_MS) {
      await currentStaff(context);
      checkedAt = engine.clock.now();
    }
    if (event.topic === GAP_TOPIC || mayKnow(event.topic)) yield event;
  }
}

export const session = {
  state: open.session.state.handler(async ({ context: { engine, host, connection } }) => ({
    product: 'Portcullis' as const,
    version: host.version,
    shell: host.shell,
    demo: engine.demo,
    workspace: host.workspace,
    needsFirstAdministrator: await needsFirstAdministrator(engine),
    needsSetUpCode: needsSetUpCode(connection),
    passkeys: knowsPasskeys(connection),
    now: engine.clock.now(),
  })),
  createFirstAdministrator: open.session.createFirstAdministrator.handler(({ input, context }) =>
    createFirstAdministrator(context.engine, input, placeOf(context)),
  ),
  confirmFirstAdministrator: open.session.confirmFirstAdministrator.handler(async ({ input, context }) =>
    signedIn(context, await confirmFirstAdministrator(context.engine, input, placeOf(context))),
  ),
  invitation: open.session.invitation.handler(({ input, context }) => readInvitation(context.engine, input)),
  acceptInvitation: open.session.acceptInvitation.handler(({ input, context }) => acceptInvitation(context.engine, input)),
  confirmInvitation: open.session.confirmInvitation.handler(async ({ input, context }) =>
    signedIn(context, await confirmInvitation(context.engine, input, placeOf(context))),
  ),
  signIn: open.session.signIn.handler(async ({ input, context }) =>
    signedIn(context, await signIn(context.engine, input, placeOf(context))),
  ),
  beginPasskeySignIn: open.session.beginPasskeySignIn.handler(({ context: { engine, connection } }) =>
    beginPasskeySignIn(engine, connection),
  ),
  signInByPasskey: open.session.signInByPasskey.handler(async ({ input, context }) =>
    signedIn(context, await signInByPasskey(context.engine, context.connection, input, placeOf(context))),
  ),
  demoSignIn: open.session.demoSignIn.handler(async ({ input, context }) =>
    signedIn(context, await demoSignIn(context.engine, input, placeOf(context))),
  ),
  resume: open.session.resume.handler(async ({ input, context }) => {
    const me = await resume(context.engine, input.token);
    context.connection.token = input.token;
    return me;
  }),
  unlock: open.session.unlock.handler(async ({ input, context }) => {
    const me = await unlock(context.engine, input, context.connection.address);
    context.connection.token = input.token;
    return me;
  }),
  activity: staff.session.activity.handler(({ context: { engine, actor } }) => recordActivity(engine, actor)),
  lock: staff.session.lock.handler(async ({ context: { engine, actor } }) => {
    await lock(engine, actor);
    return {};
  }),
  signOut: staff.session.signOut.handler(async ({ context: { engine, actor, connection } }) => {
    await signOut(engine, actor);
    connection.token = null;
    return {};
  }),
  changes: staff.session.changes.handler(async function* ({ context, signal }) {
    const until = signal === undefined ? context.closed : AbortSignal.any([signal, context.closed]);
    for await (const { topic, id, accountId = null, at, data = {} } of changes(context, context.actor, until)) {
      yield { topic, id, accountId, at, data: { ...data } };
    }
  }),
};
