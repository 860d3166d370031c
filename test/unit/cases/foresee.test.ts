import { describe, expect, it } from 'vitest';
import {
  foreseeIdentity,
  foreseeReset,
  foreseeReview,
  foreseeSuspicion,
  type IdentityFacts,
} from '../../../src/main/engine/cases/consequences/foresee.ts';

const kinds = (items: readonly { readonly kind: string }[]) => items.map(({ kind }) => kind);

const update: IdentityFacts = {
  kind: 'update',
  needsSecond: false,
  hasBound: true,
  verified: true,
  faceDiffers: false,
  faceRests: false,
  holdMs: 1_000,
  channels: ['mail'],
};

describe('what a verdict leads to', () => {
  it('FV-03 names the hold and the notice of an approved update before anybody approves it', () => {
    const { grants, refuses } = foreseeIdentity(update);
    expect(kinds(grants)).toEqual(['document_bound', 'document_replaced', 'hold_started', 'customer_told', 'platform_told']);
    expect(grants).toContainEqual({ kind: 'hold_started', cause: 'identity_updated', durationMs: 1_000 });
    expect(kinds(refuses)).toEqual(['document_refused', 'customer_told', 'platform_told']);
  });

  it('FV-03 says first that a second person is needed, and that a face of somebody else goes', () => {
    const { grants } = foreseeIdentity({ ...update, needsSecond: true, faceDiffers: true });
    expect(kinds(grants).slice(0, 2)).toEqual(['second_person', 'document_bound']);
    expect(kinds(grants)).toContain('face_erased');
  });

  it('FV-01 verifies somebody who had no document, and holds nothing', () => {
    const first = foreseeIdentity({ ...update, kind: 'verification', hasBound: false, verified: false, faceRests: true });
    expect(kinds(first.grants)).toEqual(['document_bound', 'identity_verified', 'customer_told', 'platform_told']);
    expect(kinds(first.refuses)).toEqual(['document_refused', 'face_erased', 'identity_rejected', 'customer_told', 'platform_told']);
  });

  it('RC-05 puts the notices and the delay before everything that a reset does', () => {
    const { grants, refuses } = foreseeReset({
      needsSecond: true,
      delayMs: 5,
      targets: [
        { target: 'passkeys', factorIds: ['a', 'b'] },
        { target: 'sessions', factorIds: [] },
      ],
      sessions: 3,
      holds: [{ cause: 'device_reset', durationMs: 7 }],
      channels: ['mail', 'sms'],
    });
    expect(kinds(grants)).toEqual([
      'second_person',
      'customer_told',
      'platform_told',
      'delay',
      'factors_removed',
      'sessions_ended',
      'hold_started',
    ]);
    expect(grants).toContainEqual({ kind: 'factors_removed', factor: 'passkey', count: 2 });
    expect(kinds(refuses)).toEqual(['nothing_changes', 'customer_told', 'platform_told']);
  });

  it('WH-01 keeps the holds of a suspicion that is confirmed and ends those of one that is dismissed', () => {
    expect(foreseeSuspicion({ holds: 2, labels: true })).toEqual({
      grants: [
        { kind: 'holds_kept', count: 2 },
        { kind: 'labelled', label: 'fraud' },
      ],
      refuses: [
        { kind: 'holds_ended', count: 2 },
        { kind: 'labelled', label: 'legitimate' },
      ],
    });
    expect(kinds(foreseeSuspicion({ holds: 0, labels: false }).grants)).toEqual(['nothing_changes']);
  });

  it('CQ-01 lets a reviewed operation go on or not', () => {
    expect(foreseeReview('withdrawal').grants[0]).toEqual({ kind: 'operation_authorized', operation: 'withdrawal' });
    expect(foreseeReview('withdrawal').refuses[0]).toEqual({ kind: 'operation_denied', operation: 'withdrawal' });
  });
});
