import { clientKinds } from '../../../shared/vocabulary/index.ts';
import { boolean, choice, duration, integer, minute, second, text, textList } from './kinds.ts';

const MAX_ORIGINS = 50;

/** What this relying party tells WebAuthn about itself, and the bounds of enrolment. */
export const passkeySettings = {
  'passkey.rpId': text({
    default: 'localhost',
    pattern: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/u,
    hint: 'a domain in lower case such as example.com, without scheme or port',
    meaning: 'The domain that passkeys belong to. Passkeys made under one domain work under no other.',
    requirement: 'PK-08',
  }),
  'passkey.rpName': text({
    default: 'Portcullis',
    pattern: /^[^\p{Cc}\p{Zl}\p{Zp}]{1,60}$/u,
    hint: 'one line of 1 to 60 characters',
    meaning: 'The name that the customer’s device shows when it creates a passkey.',
  }),
  'passkey.origins': textList({
    default: [],
    maxItems: MAX_ORIGINS,
    meaning:
      'The origins of the sites and apps that passkeys are used on, such as https://www.example.com. While passkey.rpId is localhost, every port of localhost counts as well.',
    requirement: 'PK-08',
  }),
  'passkey.relatedOrigins': textList({
    default: [],
    maxItems: MAX_ORIGINS,
    meaning: 'Origins under other domains that may use the same passkeys; published at /.well-known/webauthn.',
  }),
  'passkey.allowCrossOrigin': boolean({
    default: false,
    meaning: 'Whether a passkey may be used by a page inside a frame of another site.',
    requirement: 'PK-08',
  }),
  'passkey.topOrigins': textList({
    default: [],
    maxItems: MAX_ORIGINS,
    meaning: 'The sites that may frame such a page, where the browser tells; without passkey.allowCrossOrigin nobody may.',
    requirement: 'PK-08',
  }),
  'passkey.attestation': choice({
    default: 'none',
    choices: ['none', 'direct'],
    meaning: 'Whether a new passkey must say of what make its authenticator is. Most synchronized passkeys cannot.',
  }),
  'passkey.challengeTtl': duration({
    default: 5 * minute,
    min: minute,
    max: 10 * minute,
    meaning: 'How long a challenge can be answered with a passkey.',
    requirement: 'PK-08',
  }),
  'passkey.securityKeyClients': textList({
    default: ['ios', 'web'],
    choices: clientKinds,
    maxItems: clientKinds.length,
    meaning: 'The clients to which a USB security key is offered.',
    requirement: 'PK-02',
  }),
  'passkey.transferTtl': duration({
    default: 3 * minute,
    min: 30 * second,
    max: 15 * minute,
    meaning: 'How long the QR code lives that creates a passkey on another phone.',
    requirement: 'PK-03',
  }),
  'passkey.max': integer({
    default: 10,
    min: 1,
    max: 50,
    meaning: 'How many passkeys one customer may have.',
    requirement: 'PK-06',
  }),
} as const;
