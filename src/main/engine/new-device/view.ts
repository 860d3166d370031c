import type { z } from 'zod';
import type { newDeviceLoginSchema } from '../../../shared/contract/customer/new-device.ts';
import type { CaseId, OperationId } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import { raiseCase } from '../cases/raise.ts';
import type { Engine } from '../engine.ts';
import { notFound, PortcullisError } from '../errors.ts';
import { ownOperation, startedBy } from '../operations/own.ts';
import { presentOperation } from '../operations/present.ts';
import { type StoredOperation, stepsOf } from '../operations/store.ts';
import { initiatorPrompt } from '../verification/prompt.ts';
import type { AssignedMethod } from './assign.ts';
import { failuresUntilSupport, guidanceFor } from './guidance.ts';
import { appOfDevice, attemptOf, failuresOf, noteCase, openAttemptCase } from './store.ts';

export type NewDeviceLogin = z.output<typeof newDeviceLoginSchema>;

interface Failures {
  /** Wrong answers, and log-ins that were denied or ran out. */
  readonly count: number;
  /** Whether a log-in of this device ended without success. */
  readonly ended: boolean;
}

async function failuresBefore(tx: ReadTx, engine: Engine, operation: StoredOperation): Promise<Failures> {
  const since = engine.clock.now() - engine.settings.get('device.guidanceWindow');
  const { account_id: accountId, client } = operation;
  const logins = await tx.all(failuresOf, { accountId, deviceId: operation.device_id ?? '', client, since });
  const succeeded = Math.max(0, ...logins.flatMap(({ authorizedAt }) => authorizedAt ?? []));
  const sinceThen = logins.filter(
    ({ finishedAt, authorizedAt }) => authorizedAt === null && (finishedAt === null || finishedAt > succeeded),
  );
  const failed = sinceThen.filter(({ status }) => status === 'denied' || status === 'expired');
  return { count: sinceThen.reduce((sum, { wrong }) => sum + Number(wrong), 0) + failed.length, ended: failed.length > 0 };
}

/** ND-10: a log-in ended without success, or the guidance has come to support. */
const mayAskSupport = ({ count, ended }: Failures): boolean => ended || count >= failuresUntilSupport;

function downloads({ settings }: Pick<Engine, 'settings'>): NewDeviceLogin['downloads'] {
  const apps = [
    { os: 'ios' as const, url: settings.get('app.downloadIos'), minimumVersion: settings.get('app.minVersionIos') },
    { os: 'android' as const, url: settings.get('app.downloadAndroid'), minimumVersion: settings.get('app.minVersionAndroid') },
  ];
  return apps.flatMap(({ os, url, minimumVersion }) => (url === '' ? [] : [{ os, url, minimumVersion: minimumVersion || null }]));
}

async function appOf(tx: ReadTx, engine: Engine, operation: StoredOperation) {
  const device =
    operation.device_id === null ? undefined : await tx.first(appOfDevice, { accountId: operation.account_id, id: operation.device_id });
  const android = operation.client === 'android' || /android/i.test(device?.os ?? '');
  return { version: device?.appVersion ?? null, minimum: engine.settings.get(android ? 'app.minVersionAndroid' : 'app.minVersionIos') };
}

/** @throws PortcullisError `not_found` for what is not a log-in from a new device of this customer's */
async function load(tx: ReadTx, actor: CustomerActor, id: string) {
  const { operation } = await ownOperation(tx, actor, id);
  const attempt = await tx.first(attemptOf, { operationId: id });
  if (attempt === undefined || !startedBy(actor, operation)) throw notFound('log-in from a new device');
  return { operation, attempt };
}

/**
 * How a log-in from a new device stands: its method, what the initiator shows, what to try, where the app is (ND-07, ND-12). The client's
 * “I have completed verification” asks this again; it reads and grants nothing (ND-09).
 * @throws PortcullisError `not_found`
 */
export function readNewDeviceLogin(engine: Engine, actor: CustomerActor, id: string): Promise<NewDeviceLogin> {
  return engine.store.read((tx) => view(tx, engine, actor, id));
}

async function view(tx: ReadTx, engine: Engine, actor: CustomerActor, id: string): Promise<NewDeviceLogin> {
  const { operation, attempt } = await load(tx, actor, id);
  const failures = await failuresBefore(tx, engine, operation);
  const app = await appOf(tx, engine, operation);
  return {
    operation: presentOperation(operation, await tx.all(stepsOf, { operationId: id })),
    method: attempt.method as AssignedMethod,
    attemptId: attempt.attempt_id as OperationId,
    beganAt: attempt.began_at,
    failures: failures.count,
    prompt: await initiatorPrompt(tx, engine, id),
    guidance: guidanceFor(failures.count, app),
    downloads: downloads(engine),
    support: {
      mayOpen: mayAskSupport(failures),
      caseId: ((await tx.first(openAttemptCase, { accountId: operation.account_id }))?.id ?? null) as CaseId | null,
    },
  };
}

/**
 * Opens a support case from a log-in whose method fails (ND-10). One stays open at a time: asking again names it.
 * @throws PortcullisError `not_found`; `step_refused` while nothing has failed
 */
export async function openSupportCase(engine: Engine, actor: CustomerActor, id: string): Promise<{ readonly caseId: CaseId }> {
  return engine.store.write(async (tx) => {
    const { operation } = await load(tx, actor, id);
    const open = await tx.first(openAttemptCase, { accountId: operation.account_id });
    if (open !== undefined) return { caseId: open.id as CaseId };
    if (!mayAskSupport(await failuresBefore(tx, engine, operation))) {
      throw new PortcullisError('step_refused', 'Try the verification that is asked for first.', { reason: 'not_failed_yet' });
    }
    const caseId = await raiseCase(tx, engine, {
      accountId: operation.account_id,
      kind: 'recovery',
      title: 'A log-in from a new device fails, and the customer asks for help',
      operationId: id,
      actor,
      cause: 'new_device_login',
    });
    await tx.run(noteCase, { operationId: id, caseId });
    return { caseId: caseId as CaseId };
  });
}
