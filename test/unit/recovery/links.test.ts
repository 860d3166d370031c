import { describe, expect, it } from 'vitest';
import { noticeLink, readNoticeLink } from '../../../src/main/engine/recovery/links.ts';
import { recoveryMessage } from '../../../src/main/engine/recovery/messages.ts';
import { createSealer } from '../../../src/main/engine/sealing.ts';
import { testRootKey } from '../../support/engine.ts';
import { SeededRandom } from '../../support/ports.ts';

const engine = { sealer: createSealer([testRootKey], new SeededRandom('links')) };
const id = `rst_${'0'.repeat(26)}`;

describe('links in notices', () => {
  it('RC-05 carry what they need behind a #, or open the app', () => {
    const page = noticeLink(engine, 'https://exchange.example/security', 'cancel', id);
    expect(page).toMatch(/^https:\/\/exchange\.example\/security#cancel\.rst_0{26}\.[0-9a-f]{64}$/);
    expect(readNoticeLink(engine, page)).toEqual({ purpose: 'cancel', id });
    expect(readNoticeLink(engine, noticeLink(engine, '', 'cancel', id))).toEqual({ purpose: 'cancel', id });
    expect(readNoticeLink(engine, page.split('#')[1] ?? '')).toEqual({ purpose: 'cancel', id });
  });

  it('RC-05 are for one purpose and one reset, and cannot be made up', () => {
    const link = noticeLink(engine, '', 'cancel', id);
    const token = link.slice(-64);
    const forged = [
      link.replace(id, `rst_${'1'.repeat(26)}`),
      link.replace('cancel.rst', 'caller.cv'),
      link.replace(token, 'f'.repeat(64)),
      link.slice(0, -1),
      `${link}0`,
      link.toUpperCase(),
      '',
    ];
    for (const each of forged) expect(readNoticeLink(engine, each), each).toBeNull();
    const otherKey = { sealer: createSealer([{ id: 'other', key: new Uint8Array(32).fill(8) }], new SeededRandom('x')) };
    expect(readNoticeLink(otherKey, link)).toBeNull();
  });

  it('RC-03 come with words that nobody could take for a request to read a code out', () => {
    const caller = { to: 'a@example.com', verificationId: `cv_${'0'.repeat(26)}`, agent: 'Kim', expiresAt: 0, page: '' };
    const message = recoveryMessage(engine, 'caller_verification', caller);
    expect(message?.text).toContain('Support never asks you for a code');
    expect(message?.text).toContain('Kim');
  });

  it('RC-05 stand in the notices that come in time, and in no other', () => {
    const payload = { to: 'a@example.com', resetId: id, targets: ['passkeys', 'sessions'], effectAt: Date.UTC(2026, 0, 16, 12), page: '' };
    const text = (status: string) => recoveryMessage(engine, `device_reset.${status}`, payload)?.text ?? '';
    expect(text('requested')).toContain('portcullis://link/cancel.');
    expect(text('approved')).toContain('portcullis://link/cancel.');
    expect(text('approved')).toContain('2026-01-16 12:00 UTC');
    for (const status of ['effected', 'cancelled', 'denied', 'expired']) {
      expect(text(status)).not.toBe('');
      expect(text(status)).not.toContain('portcullis://');
    }
    expect(recoveryMessage(engine, 'passkey.added', payload)).toBeNull();
  });
});
