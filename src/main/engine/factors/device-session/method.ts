import { PortcullisError } from '../../errors.ts';
import { recentAppDevices } from '../../new-device/recency.ts';
import { askAboutStep } from '../asking.ts';
import type { StepMethod } from '../method.ts';

/**
 * An app device that logged in lately is asked about a log-in from a new device (ND-04). It has no key: its live session answers, with the
 * number from the initiator's screen. Weaker than the trusted device, and so never chosen for anything else, nor for whoever has one.
 */
export const deviceSessionMethod: StepMethod = {
  kind: 'device_session',
  async begin(tx, engine, _actor, step) {
    const { operation, ownerId } = step;
    const [deviceId] = await recentAppDevices(tx, engine, ownerId, operation.device_id);
    if (operation.kind !== 'login' || deviceId === undefined) {
      throw new PortcullisError('step_refused', 'No other app device has logged in lately; log in on one, or ask support.', {
        reason: 'no_app_device',
      });
    }
    return askAboutStep(tx, engine, step, { method: 'device_session', factorId: null, deviceId });
  },
  accept() {
    return Promise.reject(
      new PortcullisError('step_refused', 'The other device answers this step, not a code.', { reason: 'method_fixed' }),
    );
  },
};
