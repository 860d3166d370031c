import type { OperationInput } from '../../../shared/contract/operation.ts';
import { nativeClients } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { sessionForDecision } from '../sessions/store.ts';
import type { Subject } from './subject.ts';

const completeLogins: readonly (string | null)[] = [null, 'authorized', 'executed'];

/**
 * Whether an operation starts on the trusted device itself, so that nobody need be asked (TD-09). A device's id is a name that clients send,
 * no secret: what counts is the session, a live one of the main account (TD-17) in the native app, opened on that device and used lately enough
 * that it could answer. Only a log-in, which begins without a session, goes by the name alone; what it is asked does not hang on the trusted
 * device being in hand.
 */
export async function startsOnTrustedDevice(
  tx: ReadTx,
  engine: Pick<Engine, 'settings'>,
  input: OperationInput,
  subject: Subject,
  now: number,
): Promise<boolean> {
  const { trustedDevice, ownerId } = subject;
  if (trustedDevice === null || trustedDevice.deviceId !== input.device?.id) return false;
  if (!(nativeClients as readonly string[]).includes(input.client)) return false;
  if (input.kind === 'login') return true;
  if (input.sessionId === undefined) return false;
  const session = await tx.first(sessionForDecision, { id: input.sessionId });
  return (
    session !== undefined &&
    session.deviceId === trustedDevice.deviceId &&
    session.accountId === ownerId &&
    (nativeClients as readonly string[]).includes(session.client) &&
    session.endedAt === null &&
    now < session.expiresAt &&
    now < session.lastActiveAt + engine.settings.get('session.idle') &&
    completeLogins.includes(session.loginStatus)
  );
}
