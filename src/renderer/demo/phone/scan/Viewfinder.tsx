import { useEffect, useRef, useState } from 'react';
import { Note } from '../shell/parts.tsx';
import { texts } from '../texts.ts';
import { openReader } from './read-qr.ts';
import classes from './scan.module.css';

const LOOK_EVERY_MS = 200;

interface ViewfinderProps {
  readonly paused: boolean;
  readonly onRead: (text: string) => void;
}

/** The rear camera, searched for a QR code a few times a second until there is one. */
export function Viewfinder({ paused, onRead }: ViewfinderProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'asking' | 'looking' | 'refused' | 'missing'>('asking');
  const pausedNow = useRef(paused);
  pausedNow.current = paused;
  const read = useRef(onRead);
  read.current = onRead;

  useEffect(() => {
    const leaving = new AbortController();
    void watch(
      video,
      leaving.signal,
      () => pausedNow.current,
      (text) => read.current(text),
      setState,
    );
    return () => leaving.abort();
  }, []);

  if (state === 'refused' || state === 'missing') return <Note tone="warn">{texts.scan[state]}</Note>;
  return (
    <div className={classes.finder}>
      <video ref={video} className={classes.video} muted playsInline aria-label={texts.scan.finder} />
      <div className={classes.corners} aria-hidden />
    </div>
  );
}

async function watch(
  video: { readonly current: HTMLVideoElement | null },
  signal: AbortSignal,
  isPaused: () => boolean,
  onRead: (text: string) => void,
  tell: (state: 'looking' | 'refused' | 'missing') => void,
): Promise<void> {
  if (navigator.mediaDevices === undefined) return tell('missing');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  } catch (error) {
    return tell(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'missing');
  }
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  signal.addEventListener('abort', stop);
  const element = video.current;
  if (signal.aborted || element === null) return stop();
  element.srcObject = stream;
  await element.play().catch(() => undefined);
  tell('looking');
  const readQr = await openReader();
  // One code is read once, however long it stays before the camera; another is read again.
  let last: string | null = null;
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (signal.aborted || isPaused()) continue;
    const text = await readQr(element);
    if (text === null || text === last || signal.aborted) continue;
    last = text;
    onRead(text);
  }
}
