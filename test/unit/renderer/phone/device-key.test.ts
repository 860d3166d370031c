import 'fake-indexeddb/auto';
import { createHash, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyThumbprint, registrationText as registrationTextOfEngine } from '../../../../src/main/engine/factors/trusted-device/enrol.ts';
import { restorationText as restorationTextOfEngine } from '../../../../src/main/engine/factors/trusted-device/restore.ts';
import { callerAnswerText } from '../../../../src/main/engine/recovery/callers/answer.ts';
import { answerText as answerTextOfEngine, verifyDeviceSignature } from '../../../../src/main/engine/verification/answer.ts';
import { type PublicKey, sha256Hex, thumbprint, toBase64 } from '../../../../src/renderer/demo/phone/device/bytes.ts';
import { forgetKey, type KeyHandle, loadKey, makeKey } from '../../../../src/renderer/demo/phone/device/key.ts';
import { answerText, callerText, registrationText, restorationText } from '../../../../src/renderer/demo/phone/device/signed-text.ts';

const spkiOf = (key: PublicKey) => createPublicKey({ key: { ...key }, format: 'jwk' }).export({ type: 'spki', format: 'der' });

describe('the phone’s device key', () => {
  it('TD-06 signs what the engine verifies, and only that', async () => {
    const { key } = await makeKey();
    const signature = await key.sign('a text with “quotes” and ü');
    expect(signature).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(verifyDeviceSignature(spkiOf(key.publicKey), 'a text with “quotes” and ü', signature)).toBe(true);
    expect(verifyDeviceSignature(spkiOf(key.publicKey), 'a text with “quotes” and u', signature)).toBe(false);
  });

  it('TD-06 has the thumbprint that the engine computes', async () => {
    const { key } = await makeKey();
    expect(key.thumbprint).toBe(keyThumbprint(key.publicKey));
    expect(key.thumbprint).toBe(await thumbprint(key.publicKey));
  });

  it('TD-06 gives its private half to nobody, not even to the page that made it', async () => {
    const pairs: { readonly privateKey: KeyHandle }[] = [];
    const generate = crypto.subtle.generateKey.bind(crypto.subtle) as (...given: unknown[]) => Promise<{ readonly privateKey: KeyHandle }>;
    const spied = async (...given: unknown[]) => {
      const pair = await generate(...given);
      pairs.push(pair);
      return pair;
    };
    Object.defineProperty(crypto.subtle, 'generateKey', { value: spied, configurable: true });
    await makeKey();
    Reflect.deleteProperty(crypto.subtle, 'generateKey');
    const privateKey = pairs[0]?.privateKey as KeyHandle;
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  });

  it('is kept for one account, and gone when it is forgotten', async () => {
    const { key, keep } = await makeKey();
    expect(await loadKey('alice')).toBeNull();
    await keep('alice');
    const loaded = await loadKey('alice');
    expect(loaded?.thumbprint).toBe(key.thumbprint);
    const signature = (await loaded?.sign('after a restart')) ?? '';
    expect(verifyDeviceSignature(spkiOf(key.publicKey), 'after a restart', signature)).toBe(true);
    expect(await loadKey('bob')).toBeNull();
    await forgetKey('alice');
    expect(await loadKey('alice')).toBeNull();
  });
});

describe('what the phone signs', () => {
  const publicKey = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } as const;

  it('TD-06 TD-11 TD-13 TD-21 RC-03 is byte for byte what the engine expects', () => {
    const hash = 'ab'.repeat(32);
    expect(registrationText('17.ff', keyThumbprint(publicKey))).toBe(registrationTextOfEngine('17.ff', publicKey));
    expect(restorationText('17.ff')).toBe(restorationTextOfEngine('17.ff'));
    expect(callerText('cv_1', '42', hash)).toBe(callerAnswerText({ id: 'cv_1', number: '42' }, hash));
    for (const answer of [
      { answer: 'approve', number: '42' },
      { answer: 'approve' },
      { answer: 'reject', reason: 'not_me' },
      { answer: 'reject', reason: 'changed_my_mind' },
    ] as const) {
      expect(answerText('vr_1', answer, hash)).toBe(answerTextOfEngine({ id: 'vr_1', ...answer }, hash));
    }
  });

  it('TD-11 covers the hash of the text on the screen, as the engine computes it', async () => {
    const text = 'Portcullis operation v1\nTo: bc1q…\n';
    expect(await sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });
});

it('pictures of any size become base64', () => {
  const bytes = new Uint8Array(100_001).map((_, index) => index * 7);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
