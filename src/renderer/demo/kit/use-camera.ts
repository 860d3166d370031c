import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Why the camera shows nothing, or that it shows something. */
export type CameraState = 'asking' | 'ready' | 'refused' | 'missing' | 'insecure' | 'broken';

const WISH = { video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false } as const;

/** The camera before which the customer sits, shown in `video` for as long as the component shows. */
export function useCamera(video: RefObject<HTMLVideoElement | null>) {
  const [state, setState] = useState<CameraState>('asking');
  const [attempt, setAttempt] = useState(0);
  /** Somebody is before this camera: the screen is open, and the camera has not gone. */
  const live = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt opens the camera anew
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    live.current = true;
    setState('asking');
    if (navigator.mediaDevices === undefined) {
      setState(window.isSecureContext ? 'missing' : 'insecure');
      return;
    }
    navigator.mediaDevices
      .getUserMedia(WISH)
      .then(async (opened) => {
        stream = opened;
        if (gone || video.current === null) return stop(opened);
        const ended = () => {
          live.current = false;
          setState('broken');
        };
        for (const track of opened.getTracks()) track.addEventListener('ended', ended);
        video.current.srcObject = opened;
        await video.current.play();
        setState('ready');
      })
      .catch((error: unknown) => {
        if (!gone) setState(whyNot(error));
      });
    return () => {
      gone = true;
      live.current = false;
      if (stream !== null) stop(stream);
    };
  }, [attempt]);

  const open = useCallback(() => setAttempt((count) => count + 1), []);
  return { state, live, open, fail: setState };
}

/** https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia names the errors. */
function whyNot(error: unknown): CameraState {
  if (!(error instanceof DOMException)) return 'missing';
  if (error.name === 'NotAllowedError') return 'refused';
  return error.name === 'NotReadableError' ? 'broken' : 'missing';
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
