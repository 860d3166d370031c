import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedAnswer } from '../../../../src/renderer/demo/phone/requests/answer.ts';
import { headline } from '../../../../src/renderer/demo/phone/requests/headline.ts';
import { readLink } from '../../../../src/renderer/demo/phone/scan/link.ts';

const canonicalText = 'Portcullis operation v1\nOperation: withdrawal\nAmount: 25 USDT\nTo: TQn9…\nStarted on: web';
const canonicalHash = createHash('sha256').update(canonicalText).digest('hex');
const request = { id: 'vr_1', method: 'trusted_device', canonicalText, canonicalHash } as const;
const signed: string[] = [];
const key = {
  sign: (text: string) => {
    signed.push(text);
    return Promise.resolve('signature');
  },
};

describe('what the phone sends for an answer', () => {
  it('TD-11 signs the hash of the text that was shown', async () => {
    const answer = await signedAnswer(request, { answer: 'approve', number: '42' }, key);
    expect(answer).toEqual({ id: 'vr_1', answer: 'approve', number: '42', signature: 'signature' });
    expect(signed.at(-1)).toBe(`portcullis-answer-v1\nvr_1\napprove\n\n42\n${canonicalHash}`);
  });

  it('TD-11 signs nothing when text and hash do not fit together, whichever of them was changed', async () => {
    const before = signed.length;
    const otherText = { ...request, canonicalText: canonicalText.replace('25', '2500') };
    const otherHash = { ...request, canonicalHash: '0'.repeat(64) };
    for (const swapped of [otherText, otherHash]) {
      await expect(signedAnswer(swapped, { answer: 'approve', number: '42' }, key)).rejects.toMatchObject({ why: 'other_text' });
    }
    expect(signed.length).toBe(before);
  });

  it('TD-13 answers nothing as a trusted device without the key', async () => {
    await expect(signedAnswer(request, { answer: 'reject', reason: 'not_me' }, null)).rejects.toMatchObject({ why: 'no_key' });
  });

  it('ND-04 sends no signature where no key is asked for, but looks at the text all the same', async () => {
    const logIn = { ...request, method: 'device_session' } as const;
    expect(await signedAnswer(logIn, { answer: 'approve', number: '42' }, null)).toEqual({ id: 'vr_1', answer: 'approve', number: '42' });
    await expect(signedAnswer({ ...logIn, canonicalText: 'x' }, { answer: 'approve' }, null)).rejects.toMatchObject({ why: 'other_text' });
  });
});

describe('what the phone makes of texts', () => {
  it('names a request by what it is and how much', () => {
    expect(headline(canonicalText)).toBe('A withdrawal: 25 USDT');
    expect(headline('Portcullis operation v1\nOperation: login\nStarted on: web')).toBe('A log-in');
    expect(headline('anything')).toBe('An operation');
  });

  it('TD-10 PK-03 answers to codes of its own two kinds and to nothing else', () => {
    const token = 'ab'.repeat(32);
    expect(readLink(` portcullis://approve/vr_0123456789abcdefghjkmnpqrs/${token}\n`)?.kind).toBe('approve');
    expect(readLink(`portcullis://passkey/AAAAAAAAAAAAAAAAAAAAAA/${token}`)?.kind).toBe('passkey');
    for (const other of [
      'https://northgate.example/approve',
      `portcullis://other/x/${token}`,
      `portcullis://approve/x/${token.toUpperCase()}`,
      `portcullis://approve/x/y/${token}`,
      `javascript:portcullis://approve/x/${token}`,
      '',
    ]) {
      expect(readLink(other)).toBeNull();
    }
  });
});
