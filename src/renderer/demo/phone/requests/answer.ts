import { sha256Hex } from '../device/bytes.ts';
import type { DeviceKey } from '../device/key.ts';
import type { Answer } from '../device/signed-text.ts';
import { answerText } from '../device/signed-text.ts';

/** What of a request decides how it is answered. */
export interface Answerable {
  readonly id: string;
  readonly method: 'trusted_device' | 'device_session';
  readonly canonicalText: string;
  readonly canonicalHash: string;
}

/** The phone will not sign: what it shows and what it is asked to sign are two things, or it has no key to sign with. */
export class WillNotSign extends Error {
  override readonly name = 'WillNotSign';
  readonly why: 'other_text' | 'no_key';

  constructor(why: WillNotSign['why']) {
    super(why);
    this.why = why;
  }
}

/**
 * What the phone sends for a customer's answer. It signs over the hash that it computes itself from the text that was on the screen, so that
 * whoever could change the answer on its way to the phone still gets no signature over anything that was not shown (TD-11). An app that is no
 * trusted device has no key and sends no signature (ND-04).
 * @throws WillNotSign
 */
export async function signedAnswer(
  request: Answerable,
  answer: Answer,
  key: Pick<DeviceKey, 'sign'> | null,
): Promise<Answer & { readonly id: string; readonly signature?: string }> {
  const shown = await sha256Hex(request.canonicalText);
  if (shown !== request.canonicalHash) throw new WillNotSign('other_text');
  if (request.method === 'device_session') return { id: request.id, ...answer };
  if (key === null) throw new WillNotSign('no_key');
  return { id: request.id, ...answer, signature: await key.sign(answerText(request.id, answer, shown)) };
}
