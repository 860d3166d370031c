import type { Face, FaceFrame, FaceReferences, FaceResult, Images } from '../../src/main/engine/ports.ts';
import type { FaceMove, FaceRefusal } from '../../src/shared/vocabulary/index.ts';

/** A picture that names the person in it, for tests that are not about seeing. */
export const pictureOf = (person: string, moment = 0): Uint8Array => new TextEncoder().encode(`person:${person}:${moment}`);

/** Frames of somebody doing what was asked. */
export const framesOf = (person: string, count = 8, from = 0): FaceFrame[] =>
  Array.from({ length: count }, (_, index) => ({ image: pictureOf(person, from + index), atMs: index * 250 }));

const personIn = (bytes: Uint8Array): string | null => /^person:([^:]+):/.exec(new TextDecoder().decode(bytes))?.[1] ?? null;

/**
 * A judge at the port for tests of what the engine does with a judgement. It knows people by the pictures of {@link pictureOf}; the real
 * one is proved in test/integration/face with a real model.
 */
export class FakeFace implements Face {
  readonly name = 'fake';
  /** What the next verifications are refused for, whoever is in them. */
  refuse: readonly FaceRefusal[] = [];
  /** Set, and the judge cannot work. */
  broken: Error | null = null;
  readonly asked: { readonly moves: readonly FaceMove[]; readonly references: FaceReferences }[] = [];

  async submit(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences): Promise<FaceResult> {
    if (this.broken !== null) throw this.broken;
    this.asked.push({ moves, references });
    const people = new Set(frames.map(({ image }) => personIn(image)));
    const [person = null] = people;
    const scoreWith = (template: Uint8Array | null) => (template === null ? null : personIn(template) === person ? 0.9 : 0.3);
    const matchScore = scoreWith(references.enrolled);
    const documentScore = scoreWith(references.document);
    const strange = [matchScore, documentScore].some((score) => score !== null && score < 0.6);
    const refusals: FaceRefusal[] = [
      ...this.refuse,
      ...(people.size > 1 ? ['same_person_throughout' as const] : []),
      ...(strange ? ['not_the_holder' as const] : []),
    ];
    return { passed: refusals.length === 0, refusals, matchScore, documentScore, livenessScore: 0.9 };
  }

  async enrol(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences) {
    const result = await this.submit(moves, frames, references);
    return { result, template: result.passed ? (frames[0]?.image ?? null) : null };
  }

  async portrait(image: Uint8Array): Promise<Uint8Array | null> {
    if (this.broken !== null) throw this.broken;
    return personIn(image) === null ? null : image;
  }

  async compare(a: Uint8Array, b: Uint8Array): Promise<number> {
    return personIn(a) === personIn(b) ? 0.9 : 0.3;
  }
}

/** Takes every picture as it is. */
export class FakeImages implements Images {
  async clean(image: Uint8Array) {
    return { jpeg: image, width: 640, height: 400 };
  }
}
