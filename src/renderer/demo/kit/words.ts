import type { FaceMove, FaceRefusal } from '../../../shared/vocabulary/index.ts';
import { errorCode, errorData } from '../../ui/errors.ts';
import { PasskeyRefused } from './webauthn.ts';

/** A span of time as people say it: “5 min”, “2 h”. */
export function spanText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** Refusals that read better in the page's own words; all others come in Portcullis' own, which are made for people. */
const byReason: Readonly<Record<string, string>> = {
  login_incomplete: 'Finish the log-in first.',
  no_credential_manager:
    'This device cannot keep a passkey. Turn on its screen lock and its password manager, or use another phone or a security key.',
  security_key_not_offered: 'Security keys cannot be added in this app. Add it on the web or in the iOS app.',
  mandatory_passkey: 'You accept passkeys only, and this kind of page cannot use them. Log in in the app or on the exchange’s own site.',
  document_in_use: 'This document is in use on another account. One document serves one account; both accounts are being looked at.',
  account_frozen: 'This account is frozen. Contact support.',
};

/** What went wrong, for the person in front of the page; never a code. */
export function errorText(error: unknown): string {
  if (error instanceof PasskeyRefused) return error.message;
  const code = errorCode(error);
  if (code === null) return 'The exchange cannot be reached right now. Check the connection and try again.';
  const { reason, retryAfterMs, issues } = errorData(error);
  const own = reason === undefined ? undefined : byReason[reason];
  if (own !== undefined) return own;
  if (code === 'rate_limited' && retryAfterMs !== undefined) return `Too many tries. Wait ${spanText(retryAfterMs)} and try again.`;
  const [issue] = issues ?? [];
  if (code === 'invalid_input' && issue !== undefined) return sentence(issue.message);
  return error instanceof Error ? error.message : 'Something went wrong.';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;

export const moveWords: Readonly<Record<FaceMove, string>> = {
  blink: 'Blink with both eyes',
  nod: 'Nod: chin down, then up',
  shake: 'Shake your head: left, then right',
};

/** What to mend before the camera (ND-06). */
export const faceRefusalWords: Readonly<Record<FaceRefusal, string>> = {
  no_face: 'No face was seen. Look straight into the camera.',
  whole_face_visible: 'Keep your whole face inside the oval.',
  come_closer: 'Come closer to the camera.',
  camera_unobstructed: 'Wipe the camera and take away whatever covers it.',
  good_light: 'Find better light, from the front.',
  one_face_only: 'Nobody else may be in the picture.',
  not_a_live_person: 'A living person has to be in front of the camera, not a picture of one.',
  moves_not_seen: 'The movements were not seen. Make them clearly, one after the other.',
  moves_out_of_order: 'Make the movements in the order shown.',
  same_person_throughout: 'The same person has to stay in the picture throughout.',
  not_the_holder: 'Only the person in the identity document can pass.',
  frames_used_before: 'These pictures were used before. Record anew.',
  frames_out_of_time: 'It took too long. Record in one go.',
  too_few_frames: 'The recording was too short.',
};
