import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');

/** A screenshot with one person in it, which comes with the model. */
const picture = { bytes: readFileSync(join(root, 'node_modules/@vladmandic/human/assets/screenshot-faceid.jpg')), format: 'jpeg' };

test('FV-04 the built worker finds its codecs and its model, and sees the one face in a picture', async () => {
  const worker = new Worker(join(root, 'out', 'main', 'workers', 'face-worker.js'));
  const answer = (id: number, job: object) =>
    new Promise<{ readonly value: { readonly width: number; readonly faces: readonly unknown[] }[] & { readonly width: number } }>(
      (resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', resolve);
        worker.postMessage({ id, job });
      },
    );
  const cleaned = await answer(1, { kind: 'clean', picture, longest: 2_400, quality: 85 });
  expect(cleaned.value.width).toBe(800);
  const seen = await answer(2, { kind: 'observe', pictures: [{ ...picture, atMs: 0 }], longest: 960 });
  expect(seen.value[0]?.faces).toHaveLength(1);
  await worker.terminate();
});
