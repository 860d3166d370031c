import type { FactorKind } from '../../src/shared/vocabulary/index.ts';

/** What a decision about a withdrawal keeps of its circumstances, where nothing about them is special: as the store has it. */
export const plainContext = (...enrolled: readonly FactorKind[]): string =>
  JSON.stringify({
    kind: 'withdrawal',
    client: 'web',
    frozen: false,
    credentialRefused: false,
    deviceUnproven: false,
    assignment: null,
    locked: [],
    held: false,
    trustedDevice: 'none',
    onTrustedDevice: false,
    trustedDeviceTooYoung: false,
    mandatoryPasskey: false,
    enrolled,
  });
