import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import { authenticatorMethod } from './authenticator/method.ts';
import { emailCodeMethod, phoneCodeMethod } from './codes/method.ts';
import { deviceSessionMethod } from './device-session/method.ts';
import { faceMethod } from './face/method.ts';
import type { StepMethod } from './method.ts';
import { passkeyMethod } from './passkey/method.ts';
import { trustedDeviceMethod } from './trusted-device/method.ts';

/** Every method that this engine can run. Adding one is a folder, its word in the vocabulary, and a line here and in traits.ts. */
const methods: readonly StepMethod[] = [
  passkeyMethod,
  trustedDeviceMethod,
  deviceSessionMethod,
  authenticatorMethod,
  emailCodeMethod,
  phoneCodeMethod,
  faceMethod,
];

const byKind = new Map<FactorKind, StepMethod>(methods.map((method) => [method.kind, method]));

export const runnableFactors: ReadonlySet<FactorKind> = new Set(byKind.keys());

/** @throws Error when policy chose a method that is not in the registry, which `runnableFactors` prevents. */
export function methodOf(kind: FactorKind): StepMethod {
  const method = byKind.get(kind);
  if (method === undefined) throw new Error(`There is no method for ${kind}`);
  return method;
}
