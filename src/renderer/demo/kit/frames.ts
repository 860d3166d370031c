/** One picture of the camera, as the customer API takes it. */
export interface Frame {
  readonly image: string;
  readonly atMs: number;
}

/** As many pixels as the model can use: docs/guides/face.md tells what was measured with pictures of this size. */
const FRAME_SIDE = 480;
const QUALITIES = [0.85, 0.7, 0.55, 0.4] as const;

/** A JPEG of the middle of what the camera sees now, in base64, small enough: the square that the customer is shown, and nothing beside it. */
export async function grab(video: HTMLVideoElement, canvas: HTMLCanvasElement, maxBytes: number): Promise<string> {
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  const [left, top] = [Math.floor((videoWidth - side) / 2), Math.floor((videoHeight - side) / 2)];
  canvas.width = FRAME_SIDE;
  canvas.height = FRAME_SIDE;
  canvas.getContext('2d')?.drawImage(video, left, top, side, side, 0, 0, FRAME_SIDE, FRAME_SIDE);
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob !== null && blob.size <= maxBytes) return base64Of(blob);
  }
  throw new Error('The camera’s picture could not be made small enough.');
}

/** A camera that stands still for longer has no other picture to wait for. */
const STANDS_STILL_MS = 1_000;

/**
 * Waits until the camera has another picture than the last one. The engine takes the same picture twice for a replay, and a phone that is slow
 * would otherwise send one twice, being late with the first.
 */
export function nextPicture(video: HTMLVideoElement): Promise<void> {
  if (!('requestVideoFrameCallback' in video)) return Promise.resolve();
  return new Promise((resolve) => {
    const given = setTimeout(resolve, STANDS_STILL_MS);
    video.requestVideoFrameCallback(() => {
      clearTimeout(given);
      resolve();
    });
  });
}

/** A file's bytes in base64. */
export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

/** Time for a camera to get used to the light. */
const SETTLE_MS = 1_200;

/** Hands the camera's moving picture to `use`, and turns the camera off again. @throws DOMException when there is none or it is not allowed */
export async function withCamera<T>(use: (video: HTMLVideoElement) => Promise<T>): Promise<T> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' }, audio: false });
  try {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return await use(video);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
