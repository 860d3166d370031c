import { z } from 'zod';
import { type FaceMove, faceRefusalSchema } from '../../shared/vocabulary/index.ts';
import { PortcullisError } from '../engine/errors.ts';
import type { Face, FaceFrame, FaceReferences, FaceResult } from '../engine/ports.ts';

export interface RemoteFaceOptions {
  /** The provider's address, `https://faces.example/v1`; plain HTTP is for this machine only. */
  readonly url: string;
  readonly key: string;
  /** The longest one call may take, ms. */
  readonly timeoutMs: number;
}

/** Answers are scores and a template; anything larger is no answer. */
const MAX_ANSWER = 256 * 1_024;

const score = z.number().min(0).max(1);
const resultSchema = z.object({
  passed: z.boolean(),
  refusals: z.array(faceRefusalSchema).max(20),
  matchScore: score.nullable(),
  documentScore: score.nullable(),
  livenessScore: score,
});
const templateSchema = z
  .base64()
  .min(4)
  .max(128 * 1_024);
const enrolmentSchema = z.object({ result: resultSchema, template: templateSchema.nullable() });
const portraitSchema = z.object({ template: templateSchema.nullable() });
const comparisonSchema = z.object({ score });

const base64 = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('base64'));
const bytesOf = (text: string | null): Uint8Array | null => (text === null ? null : new Uint8Array(Buffer.from(text, 'base64')));

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * FV-04 by a provider over HTTP. It gets pictures, moves and templates, and never a name, an account or a document's number. What it
 * answers is checked like any other input; a contradiction, such as "passed" with refusals, is no answer.
 */
export class RemoteFace implements Face {
  readonly name: string;
  readonly #options: RemoteFaceOptions;

  /** @throws Error when the address is not HTTPS */
  constructor(options: RemoteFaceOptions) {
    const { protocol, hostname, host } = new URL(options.url);
    if (protocol !== 'https:' && !(protocol === 'http:' && loopback.has(hostname)))
      throw new Error('A face provider is called over HTTPS only');
    this.name = `remote:${host}`;
    this.#options = options;
  }

  async submit(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences): Promise<FaceResult> {
    return this.#consistent(await this.#call('verifications', this.#request(moves, frames, references), resultSchema));
  }

  async enrol(moves: readonly FaceMove[], frames: readonly FaceFrame[], references: FaceReferences) {
    const { result, template } = await this.#call('enrolments', this.#request(moves, frames, references), enrolmentSchema);
    if (this.#consistent(result).passed !== (template !== null)) throw this.#noAnswer('contradicts itself');
    return { result, template: bytesOf(template) };
  }

  async portrait(image: Uint8Array): Promise<Uint8Array | null> {
    return bytesOf((await this.#call('portraits', { image: base64(image) }, portraitSchema)).template);
  }

  async compare(a: Uint8Array, b: Uint8Array): Promise<number> {
    return (await this.#call('comparisons', { a: base64(a), b: base64(b) }, comparisonSchema)).score;
  }

  #request(moves: readonly FaceMove[], frames: readonly FaceFrame[], { enrolled, document }: FaceReferences) {
    return {
      moves,
      frames: frames.map(({ image, atMs }) => ({ image: base64(image), atMs })),
      references: { enrolled: base64(enrolled), document: base64(document) },
    };
  }

  #consistent(result: FaceResult): FaceResult {
    if (result.passed !== (result.refusals.length === 0)) throw this.#noAnswer('contradicts itself');
    return result;
  }

  #noAnswer(why: string, cause?: unknown): PortcullisError {
    const error = new PortcullisError('unavailable', 'Faces cannot be verified at the moment; try again later.', {
      reason: 'face_provider',
    });
    error.cause = cause ?? new Error(`The face provider ${why}`);
    return error;
  }

  async #call<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    const { url, key, timeoutMs } = this.#options;
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        // The key and the pictures go to the address that was configured and to no other.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`The face provider answered ${response.status}`);
      return schema.parse(JSON.parse(await readBounded(response)));
    } catch (error) {
      throw this.#noAnswer('did not answer', error);
    }
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER) throw new Error('The face provider’s answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
