import { PortcullisError } from '../../errors.ts';
import { askAboutStep } from '../asking.ts';
import type { StepMethod } from '../method.ts';
import { enrolledFactors } from '../store.ts';

/** The trusted device is asked, and answers by its signature; no code from the initiator completes this step. */
export const trustedDeviceMethod: StepMethod = {
  kind: 'trusted_device',
  async begin(tx, engine, _actor, step) {
    const trusted = (await tx.all(enrolledFactors, { accountId: step.ownerId })).find(
      (factor) => factor.kind === 'trusted_device' && factor.status === 'active',
    );
    // One that came after the operation was decided was not what the decision weighed: its age (TD-07), and who added it, would go unasked.
    const cameLater = trusted?.activatedAt != null && trusted.activatedAt > step.operation.created_at;
    if (trusted === undefined || trusted.deviceId === null || cameLater) {
      throw new PortcullisError('step_refused', 'The trusted device that this was to ask is gone; start the operation again.', {
        reason: 'trusted_device_gone',
      });
    }
    return askAboutStep(tx, engine, step, { method: 'trusted_device', factorId: trusted.id, deviceId: trusted.deviceId });
  },
  accept() {
    return Promise.reject(
      new PortcullisError('step_refused', 'The trusted device answers this step, not a code.', { reason: 'method_fixed' }),
    );
  },
};
