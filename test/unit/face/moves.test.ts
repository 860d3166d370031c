import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawChallenge } from '../../../src/main/engine/factors/face/challenge.ts';
import { depthBetween } from '../../../src/main/engine/factors/face/depth.ts';
import { followsChallenge, movesIn, posesOf } from '../../../src/main/engine/factors/face/moves.ts';
import type { SeenFace } from '../../../src/main/engine/factors/face/observation.ts';
import { identitySettings } from '../../../src/main/engine/settings/identity.ts';
import { faceMoves } from '../../../src/shared/vocabulary/index.ts';
import { SeededRandom } from '../../support/ports.ts';

const limits = { turn: 0.12, depth: 0.016, blink: 0.75 };

/** A head of 468 points on a half sphere, turned in space and seen in perspective. */
function head(yaw: number, pitch: number, flat = false): Float32Array {
  const landmarks = new Float32Array(468 * 2);
  for (let index = 0; index < 468; index += 1) {
    // The points 234 and 454 are the cheeks, whose distance is the width of the face.
    const around = index === 234 ? -Math.PI / 2 : index === 454 ? Math.PI / 2 : ((index * 0.618) % 1) * Math.PI - Math.PI / 2;
    const up = index === 234 || index === 454 ? 0 : (((index * 0.381) % 1) - 0.5) * 2;
    const [x, y, z] = [Math.sin(around), up, flat ? 0 : -0.6 * Math.cos(around)];
    const across = x * Math.cos(yaw) + z * Math.sin(yaw);
    const far = -x * Math.sin(yaw) + z * Math.cos(yaw);
    const high = y * Math.cos(pitch) - far * Math.sin(pitch);
    const scale = 600 / (6 + y * Math.sin(pitch) + far * Math.cos(pitch));
    landmarks[2 * index] = 240 + across * scale;
    landmarks[2 * index + 1] = 240 + high * scale;
  }
  return landmarks;
}

const face = (yaw: number, pitch: number, eyes = 0.3, flat = false): SeenFace => ({
  box: [100, 100, 280, 280],
  score: 0.9,
  brightness: 120,
  // The model sees about half of what a head really turns.
  yaw: yaw / 2,
  pitch: pitch / 2,
  eyes,
  real: 0.8,
  live: 0.9,
  landmarks: head(yaw, pitch, flat),
  embedding: new Float32Array(1_024),
});

const still = face(0, 0);
const blink = face(0, 0, 0.15);
const left = face(-0.4, 0);
const right = face(0.4, 0);
const down = face(0, 0.4);
const up = face(0, -0.4);

const made = (faces: readonly SeenFace[]) => movesIn(posesOf(faces, limits));

describe('judging moves from recorded landmarks', () => {
  it.each([
    ['a blink', [still, blink, still], ['blink']],
    ['a nod down', [still, down, still], ['nod']],
    ['a nod up', [still, up, still], ['nod']],
    ['a shake', [still, left, right, still], ['shake']],
    ['a shake that passes the middle', [still, right, still, left, still], ['shake']],
    ['a thorough shake, which is one', [still, left, right, left, right, still], ['shake']],
    ['a sequence', [still, down, still, blink, still, left, right, still], ['nod', 'blink', 'shake']],
    ['the same move after another one', [still, down, still, left, right, still, down, still], ['nod', 'shake', 'nod']],
    ['half a shake, which is none', [still, left, still], []],
    ['a nod that does not come back', [still, down], []],
    ['eyes that were closed from the start', [blink, blink, still], []],
    ['eyes that stay closed', [still, blink], []],
    ['eyes that close while the head is turned', [still, face(-0.4, 0, 0.15), still], []],
  ] as const)('ND-06 sees %s', (_what, faces, moves) => {
    expect(made(faces)).toEqual(moves);
  });

  it('FV-04 sees nothing in a flat picture that is turned as a head would be', () => {
    const flat = (yaw: number, pitch: number) => face(yaw, pitch, 0.3, true);
    expect(made([flat(0, 0), flat(-0.5, 0), flat(0.5, 0), flat(0, 0), flat(0, 0.5), flat(0, 0)])).toEqual([]);
  });

  it('FV-04 finds no depth between a flat picture and the same one tilted, moved and nearer, and finds it in a head', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.8, max: 0.8, noNaN: true }), fc.double({ min: -0.8, max: 0.8, noNaN: true }), (yaw, pitch) => {
        const moved = head(yaw, pitch, true).map((value) => value * 1.3 + 40);
        expect(depthBetween(head(0, 0, true), moved)).toBeLessThan(1e-3);
      }),
    );
    for (const angle of [0.35, -0.35]) {
      expect(depthBetween(head(0, 0), head(angle, 0))).toBeGreaterThan(limits.depth);
      expect(depthBetween(head(0, 0), head(0, angle))).toBeGreaterThan(limits.depth);
    }
    expect(depthBetween(new Float32Array(936), head(0, 0))).toBe(0);
  });

  it.each([
    [['nod', 'blink'], ['nod', 'blink'], 'yes'],
    [['blink', 'nod', 'blink'], ['nod', 'blink'], 'yes'],
    [['nod', 'blink', 'shake'], ['nod', 'shake'], 'yes'],
    [['nod'], ['nod', 'blink'], 'missing'],
    [[], ['nod'], 'missing'],
    [['shake', 'nod'], ['nod', 'shake'], 'out_of_order'],
    [['nod', 'shake', 'nod'], ['nod', 'shake'], 'out_of_order'],
    [['shake'], ['blink', 'shake'], 'out_of_order'],
  ] as const)('ND-06 holds %j against %j: %s', (moves, asked, answer) => {
    expect(followsChallenge(moves, asked)).toBe(answer);
  });

  it('ND-06 draws every challenge by the random port, never the same move twice in a row, and all of them', () => {
    const seen = new Set<string>();
    const random = new SeededRandom('challenges');
    const settings = { get: (name: keyof typeof identitySettings) => identitySettings[name].default } as never;
    for (let index = 0; index < 400; index += 1) {
      const { moves } = drawChallenge({ random, settings, clock: { now: () => 0 } });
      for (const [at, move] of moves.entries()) expect(move).not.toBe(moves[at - 1]);
      seen.add(moves.join());
    }
    expect(seen.size).toBe(faceMoves.length * 2 * 2);
  });
});
