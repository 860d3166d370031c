import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { FaceMove, FaceRefusal } from '../../../shared/vocabulary/index.ts';
import classes from './FaceCapture.module.css';
import { type Frame, grab, nextPicture } from './frames.ts';
import { NoPicture } from './NoPicture.tsx';
import { Notice } from './Notice.tsx';
import { useCamera } from './use-camera.ts';
import { faceRefusalWords, moveWords } from './words.ts';

interface Challenge {
  readonly moves: readonly FaceMove[];
  readonly maxFrames: number;
  readonly maxFrameBytes: number;
}

interface FaceCaptureProps {
  readonly challenge: Challenge;
  readonly busy: boolean;
  /** What the last recording was refused for. */
  readonly refusals: readonly FaceRefusal[];
  readonly onFrames: (frames: readonly Frame[]) => void;
}

const EVERY_MS = 250;
/** Looking straight ahead before the first and after the last move. */
const STILL_FRAMES = 3;

/** What to do at a frame: the move whose turn it is, or null for looking straight ahead. */
function moveAt(index: number, { moves, maxFrames }: Challenge): FaceMove | null {
  const between = maxFrames - 2 * STILL_FRAMES;
  const at = index - STILL_FRAMES;
  return at < 0 || at >= between ? null : (moves[Math.floor((at * moves.length) / between)] ?? null);
}

/** The camera with its guidance, and a recording of the moves in their order (ND-06). */
export function FaceCapture({ challenge, busy, refusals, onFrames }: FaceCaptureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const { state: camera, live, open, fail } = useCamera(video);
  const [doing, setDoing] = useState<FaceMove | 'straight' | null>(null);

  const record = async () => {
    const source = video.current;
    if (source === null) return;
    const canvas = document.createElement('canvas');
    const frames: Frame[] = [];
    const began = performance.now();
    for (let index = 0; index < challenge.maxFrames; index += 1) {
      setDoing(moveAt(index, challenge) ?? 'straight');
      const due = began + index * EVERY_MS;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      await nextPicture(source);
      if (!live.current) return;
      const atMs = Math.round(performance.now() - began);
      frames.push({ image: await grab(source, canvas, challenge.maxFrameBytes), atMs });
    }
    onFrames(frames);
  };
  const start = () =>
    record()
      .catch(() => fail('broken'))
      .finally(() => setDoing(null));

  return (
    <Stack gap="md">
      <div className={classes.stage} data-recording={doing !== null || undefined}>
        <video ref={video} className={classes.video} muted playsInline aria-label="What the camera sees" />
        {camera === 'ready' ? <div className={classes.oval} aria-hidden /> : <NoPicture camera={camera} onAgain={open} />}
        {doing !== null && (
          <output className={classes.instruction}>{doing === 'straight' ? 'Look straight into the camera' : moveWords[doing]}</output>
        )}
      </div>
      {refusals.length > 0 && doing === null && (
        <Notice tone="bad" title="That did not work yet" urgent>
          <List size="sm">
            {refusals.map((refusal) => (
              <List.Item key={refusal}>{faceRefusalWords[refusal]}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      <div>
        <Text size="sm" fw={600}>
          You will be asked to
        </Text>
        <List size="sm" type="ordered">
          {challenge.moves.map((move, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same move can be asked for twice, and the list never changes
            <List.Item key={index}>{moveWords[move]}</List.Item>
          ))}
        </List>
      </div>
      <Text size="sm" c="dimmed">
        Whole face visible, nothing before the camera, light from the front. Only the person of the identity document can pass.
      </Text>
      <Group>
        <Button
          leftSection={<IconCamera size={18} aria-hidden />}
          onClick={() => void start()}
          loading={busy || doing !== null}
          disabled={camera !== 'ready'}
        >
          {refusals.length > 0 ? 'Record again' : 'Start recording'}
        </Button>
      </Group>
    </Stack>
  );
}
