/**
 * The texts that the device key signs, byte for byte as docs/guides/trusted-device.md writes them: a name and version of the kind, then its
 * parts, joined by line feeds and encoded as UTF-8. No kind begins like another, so that a signature is good for one thing only.
 */

/** Proves possession of a new key (TD-06). @param thumbprint RFC 7638, of the public key that is registered */
export const registrationText = (challenge: string, thumbprint: string): string =>
  ['portcullis-register-v1', challenge, thumbprint].join('\n');

/** Proves that a suspended device still holds its key (TD-21). */
export const restorationText = (challenge: string): string => ['portcullis-restore-v1', challenge].join('\n');

export interface Answer {
  readonly answer: 'approve' | 'reject';
  readonly reason?: 'not_me' | 'changed_my_mind';
  readonly number?: string;
}

/** Approves or rejects (TD-11, TD-13). @param hash of the very text that was on the screen, not a hash that somebody sent along */
export const answerText = (requestId: string, { answer, reason, number }: Answer, hash: string): string =>
  ['portcullis-answer-v1', requestId, answer, reason ?? '', number ?? '', hash].join('\n');

/** Confirms being in contact with support (RC-03). @param number the one that the agent says */
export const callerText = (id: string, number: string, hash: string): string =>
  ['portcullis-caller-v1', id, 'confirm', number, hash].join('\n');
