import type { FaceMove, FaceRefusal, IdKind } from '../../shared/vocabulary/index.ts';

/** Milliseconds since 1970 by the engine's own clock. Everything that expires compares this and nothing else. */
export type EpochMs = number;

export interface Clock {
  /** Never goes backwards within a process, even when the machine's wall clock does. */
  now(): EpochMs;
}

export interface Random {
  /** Cryptographically secure bytes. */
  bytes(length: number): Uint8Array;
  /** A uniform integer in `[0, below)`, from the secure source, without modulo bias. */
  integer(below: number): number;
}

export interface Ids {
  /** A new id `prefix_` + 26 lower-case base-32 characters, sortable by the time it was made. */
  next(kind: IdKind): string;
}

export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mail {
  /** Hands one message over; resolves when the next hop has taken responsibility for it. */
  send(message: MailMessage, key: string): Promise<void>;
}

export interface SmsMessage {
  readonly to: string;
  readonly text: string;
}

export interface Sms {
  send(message: SmsMessage, key: string): Promise<void>;
}

export interface Place {
  /** ISO 3166-1 alpha-2, or null where the address is in no table (private ranges, for one). */
  readonly country: string | null;
  /** Number of the autonomous system, or null. */
  readonly asn: number | null;
  /** Degrees; a country's middle where nothing finer is known. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export interface Geo {
  /** Synchronous because it sits on the decision path and reads memory. */
  locate(address: string): Place;
}

/** One picture of a face verification, a JPEG, and when the camera took it. */
export interface FaceFrame {
  readonly image: Uint8Array;
  /** Milliseconds since the first frame, by the client's clock. */
  readonly atMs: number;
}

/** What a face is compared with. Both are whatever the same port made of a face earlier; nobody else looks into them. */
export interface FaceReferences {
  /** The enrolled face; null while it is being enrolled. */
  readonly enrolled: Uint8Array | null;
  /** The photo in the bound identity document. */
  readonly document: Uint8Array | null;
}

export interface FaceResult {
  readonly passed: boolean;
  /** Why not, as guidance codes, what to mend first coming first; empty when it passed. */
  readonly refusals: readonly FaceRefusal[];
  /** Similarity with each reference, 0 to 1; null without that reference or without a face. */
  readonly matchScore: number | null;
  readonly documentScore: number | null;
  /** The lower of the scores for "not a copy" and "alive", 0 to 1. */
  readonly livenessScore: number;
}

/**
 * FV-04: judges faces. Stateless towards the engine, which draws the challenges, keeps the templates sealed, and knows whose they are.
 * Every method throws PortcullisError `unavailable` when the judge cannot work now; the attempt then counts for nothing.
 */
export interface Face {
  /** Which judge this is, for the audit trail. A template of one is of no use to another. */
  readonly name: string;
  /** Judges frames against a challenge and the references: liveness, the moves in order, one and the same person. */
  submit(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences): Promise<FaceResult>;
  /** As `submit`, and makes the template to be compared with from now on when it passed. */
  enrol(
    moves: readonly FaceMove[],
    frames: readonly FaceFrame[],
    references: FaceReferences,
  ): Promise<{ readonly result: FaceResult; readonly template: Uint8Array | null }>;
  /** The template of the one face in a document's photo; null when there is none or more than one. */
  portrait(image: Uint8Array): Promise<Uint8Array | null>;
  /** How similar two templates are, 0 to 1. */
  compare(a: Uint8Array, b: Uint8Array): Promise<number>;
}

/** A picture that holds nothing but its pixels. */
export interface CleanImage {
  /** A JPEG made anew: no metadata, no comments, nothing that was appended or hidden. */
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Images {
  /**
   * Decodes a JPEG or PNG in a sandbox and encodes it anew, smaller where it is larger than anybody needs.
   * @throws PortcullisError `invalid_input` when it is no such image or cannot be decoded, `unavailable`
   */
  clean(image: Uint8Array): Promise<CleanImage>;
}

/** Where the root key lives: the OS keychain on a desktop, the environment or a file on a server. */
export interface Keyring {
  /** All keys, newest last; the last one seals, every one opens. Each is 32 bytes. */
  keys(): Promise<readonly RootKey[]>;
}

export interface RootKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly geo: Geo;
  readonly face: Face;
  readonly images: Images;
}
