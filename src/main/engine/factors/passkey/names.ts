import names from '../../../../../resources/data/aaguids.json' with { type: 'json' };
import type { PasskeyKind } from './store.ts';

const known: Readonly<Record<string, string>> = names;

const plain: Readonly<Record<PasskeyKind, string>> = {
  this_device: 'Passkey on a device',
  other_device: 'Passkey on another device',
  security_key: 'Security key',
};

/**
 * What a new passkey is called until its owner names it (PK-05). An AAGUID is the authenticator's own word and proves nothing without
 * attestation; a name is all it is used for.
 */
export const passkeyName = (aaguid: string, kind: PasskeyKind): string => known[aaguid.toLowerCase()] ?? plain[kind];
