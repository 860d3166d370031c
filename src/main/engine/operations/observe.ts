import type { OperationInput } from '../../../shared/contract/operation.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { passkeyShownElsewhere } from '../factors/passkey/elsewhere.ts';
import { type Attempt, attemptFor } from '../new-device/attempt.ts';
import { isSilent } from '../new-device/recency.ts';
import type { LoginScore } from '../risk/login-model/score.ts';
import type { SignalPlan } from '../risk/signals/catalogue.ts';
import type { SignalContext } from '../risk/signals/signal.ts';
import { valueCents } from './canonical.ts';
import { networkOf, userAgentFacts } from './client-facts.ts';
import { measureDeclared } from './declared-windows/store.ts';
import { askLoginModel } from './login-days/ask.ts';
import { startsOnTrustedDevice } from './started-on.ts';
import { loadSubject, type Subject } from './subject.ts';
import { measureWindows } from './windows/store.ts';
import { isTooYoung } from './young-device.ts';

/** Everything that a decision looks at, read and measured before anything is judged. */
export interface Observed {
  readonly input: OperationInput;
  /** The one moment of the decision: what it saw, what is stored and what is answered agree on it. */
  readonly now: number;
  readonly subject: Subject;
  readonly operation: SignalContext['operation'];
  readonly login: LoginScore | null;
  readonly windows: SignalContext['windows'];
  readonly declared: SignalContext['declared'];
  readonly onTrustedDevice: boolean;
  readonly trustedDeviceTooYoung: boolean;
  readonly passkeyShownElsewhere: boolean;
  /** The device never completed a log-in, or was silent for too long (ND-01). */
  readonly deviceUnproven: boolean;
  /** Of a log-in from an unproven device. */
  readonly attempt: Attempt | null;
}

/**
 * Reads what a decision needs of the store.
 * @param plan what the policy's rules read about this kind of operation: no window is measured for nobody
 * @throws PortcullisError `not_found` for an unknown account
 */
export async function observe(tx: WriteTx, engine: Engine, input: OperationInput, now: number, plan: SignalPlan): Promise<Observed> {
  const { accountId } = input;
  const address = input.address ?? null;
  const destination = input.destination?.address ?? null;
  const deviceId = input.device?.id ?? null;
  // Asked for together: on PostgreSQL each wait is a round trip.
  const [subject, windows, declared, shownElsewhere] = await Promise.all([
    loadSubject(tx, accountId, deviceId, now),
    measureWindows(tx, plan.windows, { accountId, address, destination }, now),
    measureDeclared(tx, plan.declared, { account: accountId, device: deviceId, address, destination }, now),
    passkeyShownElsewhere(tx, input, now),
  ]);
  if (subject === undefined) throw notFound('account');
  const operation = operationFacts(engine, input);
  const deviceUnproven = isSilent(engine, subject.device?.lastLoginAt ?? null, now);
  const fromNewDevice = input.kind === 'login' && deviceUnproven;
  return {
    input,
    now,
    subject,
    operation,
    login: askLoginModel(engine, plan, operation, subject.logins, now),
    windows,
    declared,
    onTrustedDevice: await startsOnTrustedDevice(tx, engine, input, subject, now),
    trustedDeviceTooYoung: await isTooYoung(tx, engine, subject, operation.valueCents, now),
    passkeyShownElsewhere: shownElsewhere,
    deviceUnproven,
    attempt: fromNewDevice ? await attemptFor(tx, engine, { accountId, deviceId, client: input.client }, subject) : null,
  };
}

/** The operation as the platform described it, with what its address and user agent tell. */
function operationFacts(engine: Engine, input: OperationInput): SignalContext['operation'] {
  const { browser, os } = userAgentFacts(input.userAgent);
  return {
    kind: input.kind,
    client: input.client,
    address: input.address ?? null,
    network: input.address === undefined ? null : networkOf(input.address),
    place: input.address === undefined ? null : engine.geo.locate(input.address),
    userAgent: input.userAgent ?? null,
    browser,
    os,
    amount: input.amount ?? null,
    asset: input.asset ?? null,
    destination: input.destination?.address ?? null,
    valueCents: valueCents(input.referenceValue),
    credentialResult: input.credentialResult ?? null,
  };
}

/** What signals are computed from. */
export function signalContext(observed: Observed): SignalContext {
  const { input, now, subject, operation, login, windows, declared } = observed;
  const { account, profile, device, enrolled } = subject;
  const { address, destination, network, place } = operation;
  return {
    now,
    operation,
    account,
    profile,
    login,
    device:
      input.device === undefined
        ? null
        : {
            firstLoginAt: device?.firstLoginAt ?? null,
            lastLoginAt: device?.lastLoginAt ?? null,
            trusted: observed.onTrustedDevice,
          },
    enrolled,
    windows,
    declared,
    subjects: {
      account: input.accountId,
      account_country: account.country,
      address,
      asn: place?.asn == null ? null : String(place.asn),
      country: place?.country ?? null,
      destination,
      device: input.device?.id ?? null,
      network,
    },
  };
}
