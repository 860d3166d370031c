import { describe, expect, it } from 'vitest';
import { likenessOf } from '../../../../src/renderer/console/features/cases/bodies/identity/likeness.ts';
import { lie, turned, zoomed, zooms } from '../../../../src/renderer/console/features/cases/bodies/identity/picture.ts';

describe('the images of an identity request', () => {
  it('FV-03 turn by quarters and fit their frame in every one', () => {
    const size = { width: 800, height: 500 };
    expect(lie(size, 0)).toEqual({ aspectRatio: '800 / 500', width: '100%', transform: 'translate(-50%, -50%) rotate(0deg)' });
    expect(lie(size, 1)).toEqual({ aspectRatio: '500 / 800', width: '160%', transform: 'translate(-50%, -50%) rotate(90deg)' });
    expect(turned(turned(turned(turned(0))))).toBe(0);
  });

  it('FV-03 zoom in and out within bounds', () => {
    expect(zoomed(1, -1)).toBe(1);
    expect(zoomed(1, 1)).toBe(zooms[1]);
    expect(zoomed(4, 1)).toBe(4);
  });

  it('FV-03 say how alike faces are by the score from which they count as one person’s', () => {
    const sameFrom = 0.6;
    expect([0.95, 0.62, 0.5, 0.1].map((score) => likenessOf(score, sameFrom))).toEqual([
      'clearly_same',
      'probably_same',
      'doubtful',
      'another',
    ]);
    expect(likenessOf(sameFrom, sameFrom)).toBe('probably_same');
  });
});
