import { type ClientKind, type FactorKind, nativeClients } from '../../../shared/vocabulary/index.ts';
import type { MatrixAnswer } from '../risk/matrix.ts';

/** How a log-in from a new device is authorized (ND-02); `person` where nothing strong enough can run. */
export type AssignedMethod = 'device' | 'face' | 'items' | 'person';

/** The method of an attempt, fixed for its life, and the steps that carry it out in order. */
export interface Assignment {
  readonly method: AssignedMethod;
  readonly steps: readonly FactorKind[];
}

/** What an assignment depends on. With the same facts it is the same: trying again re-rolls nothing. */
export interface AssignmentFacts {
  /** Identity verification (KYC) is complete. */
  readonly verified: boolean;
  readonly client: ClientKind;
  readonly trustedDevice: 'none' | 'active' | 'suspended';
  /** The trusted device logged in within `device.recentWindow`, is not silent, and is not the device that logs in. */
  readonly trustedDeviceRecent: boolean;
  /** The same of any app device, for a customer without a trusted device. */
  readonly appDeviceRecent: boolean;
  /** Methods that the customer has and this engine can run. */
  readonly runnable: ReadonlySet<FactorKind>;
}

/** In the order in which they are asked (ND-03). */
const items = ['phone_code', 'email_code', 'authenticator'] as const satisfies readonly FactorKind[];

const person: Assignment = { method: 'person', steps: [] };

/**
 * Assigns the method of a log-in from a new device (ND-02 to ND-04). Pure.
 *
 * On the web a recently active app device decides: it is asked, else the face. In the app, where the camera is at hand and everything comes
 * from one network, the face comes before an app device that signs nothing; a trusted device, which signs, comes before both. Whoever turned
 * the trusted device on is never asked on another device instead, and a suspended one makes nothing easier (TD-21). Where the method cannot
 * run, a person decides: never a weaker method.
 */
export function assign(facts: AssignmentFacts): Assignment {
  if (!facts.verified) {
    const steps = items.filter((item) => facts.runnable.has(item));
    return steps.length === 0 ? person : { method: 'items', steps };
  }
  const face: Assignment = facts.runnable.has('face') ? { method: 'face', steps: ['face'] } : person;
  if (facts.trustedDevice === 'active' && facts.trustedDeviceRecent) return { method: 'device', steps: ['trusted_device'] };
  if (facts.trustedDevice !== 'none' || !facts.appDeviceRecent) return face;
  const inApp = (nativeClients as readonly ClientKind[]).includes(facts.client);
  if (inApp && face !== person) return face;
  return { method: 'device', steps: ['device_session'] };
}

/**
 * The steps of a log-in from a new device: the assigned ones, and as many further ones as policy asks at this risk. One assigned method
 * stands for one step of policy's.
 * @returns null when the customer has no method for a step; a person then decides.
 */
export function assignedSteps(
  assignment: Assignment,
  answer: MatrixAnswer,
  enrolled: ReadonlySet<FactorKind>,
): readonly FactorKind[] | null {
  if (assignment.steps.length === 0) return null;
  const steps = [...assignment.steps];
  if (answer.outcome !== 'step_up') return steps;
  for (let have = steps.length; have < answer.steps.length; have += 1) {
    const more = answer.steps.flat().find((method) => enrolled.has(method) && !steps.includes(method));
    if (more === undefined) return null;
    steps.push(more);
  }
  return steps;
}
