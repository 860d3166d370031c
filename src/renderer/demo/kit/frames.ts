/** One picture of the camera, as the customer API takes it. */
export interface Frame {
  readonly image: string;
  readonly atMs: number;
}

const FRAME_WIDTH = 640;
const QUALITIES = [0.85, 0.7, 0.55, 0.4] as const;

/** A JPEG of what the camera sees now, in base64, small enough. */
export async function grab(video: HTMLVideoElement, canvas: HTMLCanvasElement, maxBytes: number): Promise<string> {
  canvas.width = FRAME_WIDTH;
  canvas.height = Math.round((FRAME_WIDTH * video.videoHeight) / Math.max(1, video.videoWidth));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob !== null && blob.size <= maxBytes) return base64Of(blob);
  }
  throw new Error('The camera’s picture could not be made small enough.');
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
