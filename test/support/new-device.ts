import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import type { Submitted } from '../../src/shared/contract/operation.ts';
import type { AccountId, ClientKind, DeviceId } from '../../src/shared/vocabulary/index.ts';
import { once, operation, platform } from './customers.ts';
import type { TestEngine } from './engine.ts';

/** Where customers of the tests are at home. */
export const home = '198.51.100.7';

export interface LogInFrom {
  readonly device?: string | undefined;
  readonly client?: ClientKind;
  /** What the platform says of where it comes from; null for nothing. */
  readonly address?: string | null;
  readonly appVersion?: string;
}

/** A log-in with the right password, as the platform submits it. */
export function submitLogIn(engine: TestEngine, accountId: AccountId, from: LogInFrom = {}): Promise<Submitted> {
  const { device = 'new-laptop', client = 'web', address = home, appVersion } = from;
  const input = {
    accountId,
    kind: 'login',
    client,
    device: { id: device, ...(appVersion === undefined ? {} : { appVersion }) },
    credentialResult: 'accepted',
    ...(address === null ? {} : { address }),
  };
  return submitOperation(engine, platform, operation(input), once());
}

export interface LogIn extends Submitted {
  /** In the session that serves this log-in's step-up alone. */
  readonly actor: CustomerActor;
  readonly token: string;
}

/** The same with the session that the platform opens for its step-up. */
export async function logInFrom(engine: TestEngine, accountId: AccountId, from: LogInFrom = {}): Promise<LogIn> {
  const submitted = await submitLogIn(engine, accountId, from);
  const { device = 'new-laptop', client = 'web' } = from;
  const { token } = await createSession(
    engine,
    platform,
    { id: accountId, client, deviceId: device as DeviceId, loginOperationId: submitted.operation.id },
    once(),
  );
  return { ...submitted, token, actor: await authenticateCustomer(engine, token, home) };
}
