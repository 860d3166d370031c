import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import { authenticatorMethod } from './authenticator/method.ts';
import { emailCodeMethod, phoneCodeMethod } from './codes/method.ts';
import { deviceSessionMethod } from './device-session/method.ts';
import { faceMethod } from './face/method.ts';
import type { StepMethod } from './method.ts';
import { passkeyMethod } from './passkey/method.ts';
import { trustedDeviceMethod } from './trusted-device/method.ts';

/**
 * Every method that this engine runs. Adding one is a folder, its word in the vocabulary, and a line here and in traits.ts; without either
 * line it does not compile.
 */
const methods: Readonly<Record<FactorKind, StepMethod>> = {
  passkey: passkeyMethod,
  trusted_device: trustedDeviceMethod,
  device_session: deviceSessionMethod,
  authenticator: authenticatorMethod,
  email_code: emailCodeMethod,
  phone_code: phoneCodeMethod,
  face: faceMethod,
};

export const methodOf = (kind: FactorKind): StepMethod => methods[kind];
