import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import { authenticatorTraits } from './authenticator/traits.ts';
import { emailCodeTraits, phoneCodeTraits } from './codes/traits.ts';
import { deviceSessionTraits } from './device-session/traits.ts';
import { faceTraits } from './face/traits.ts';
import { passkeyTraits } from './passkey/traits.ts';
import type { FactorTraits } from './trait.ts';
import { trustedDeviceTraits } from './trusted-device/traits.ts';

/**
 * What the rules of decisions and log-ins need to know of each method, strongest first. Data alone, apart from the methods themselves, so
 * that what decides stays pure and small enough to run anywhere. A method without traits does not compile.
 */
const traits: Readonly<Record<FactorKind, FactorTraits>> = {
  passkey: passkeyTraits,
  trusted_device: trustedDeviceTraits,
  authenticator: authenticatorTraits,
  phone_code: phoneCodeTraits,
  email_code: emailCodeTraits,
  face: faceTraits,
  device_session: deviceSessionTraits,
};

const kindsWith = (wanted: (traits: FactorTraits) => boolean): readonly FactorKind[] =>
  (Object.keys(traits) as FactorKind[]).filter((kind) => wanted(traits[kind]));

/** Methods that all stand in together for a suspended trusted device (TD-21). */
export const standIns = kindsWith(({ standsIn }) => standsIn);

/** Methods that may be asked beside a passkey while it is mandatory (MP-02). */
export const besidePasskey = kindsWith((each) => each.besidePasskey);

/** Methods that the customer completes in front of the client that began (ND-05). */
export const completedInFront: ReadonlySet<FactorKind> = new Set(kindsWith(({ inFront }) => inFront));
