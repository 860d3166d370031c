import type { TFunction } from 'i18next';

const known = [
  'suspicious_activity',
  'harassment',
  'caller_denied',
  'document_reuse',
  'passkey_clone',
  'passkey_removal',
  'prerequisite_lost',
  'new_device_login',
] as const;

/** Why the engine opened a case, in words. A cause may name one thing after a colon, which says nothing to people. */
export function causeWords(t: TFunction, cause: string): string {
  const name = cause.split(':')[0] ?? cause;
  const found = known.find((each) => each === name);
  return found === undefined
    ? t('caseBodies.suspicion.cause.unknown', { cause: name.replaceAll('_', ' ') })
    : t(`caseBodies.suspicion.cause.${found}`);
}
