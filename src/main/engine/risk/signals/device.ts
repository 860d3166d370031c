import { hour, type Signal } from './signal.ts';

/** What is known of the device that the operation starts on. */
export const deviceSignals: readonly Signal[] = [
  {
    name: 'device_known',
    type: 'bool',
    unit: null,
    meaning: 'The customer has completed a log-in on this device before (ND-01)',
    source: 'the devices',
    evidence: true,
    value: ({ device }) => (device === null ? null : device.firstLoginAt !== null),
  },
  {
    name: 'device_is_trusted',
    type: 'bool',
    unit: null,
    meaning: 'This is the customer’s trusted device',
    source: 'the devices',
    value: ({ device }) => device?.trusted ?? null,
  },
  {
    name: 'device_age_hours',
    type: 'double',
    unit: 'hours',
    meaning: 'Hours since the first completed log-in on this device; 0 on a device without one',
    source: 'the devices',
    value: ({ device, now }) => (device === null ? null : device.firstLoginAt === null ? 0 : Math.max(0, now - device.firstLoginAt) / hour),
  },
  {
    name: 'device_silent_days',
    type: 'double',
    unit: 'days',
    meaning: 'Days since the last completed log-in on this device; missing on a device without one',
    source: 'the devices',
    value: ({ device, now }) =>
      device === null || device.lastLoginAt === null ? null : Math.max(0, now - device.lastLoginAt) / (24 * hour),
  },
];
