import { Button } from '@mantine/core';
import { IconCamera, IconCameraOff } from '@tabler/icons-react';
import classes from './FaceCapture.module.css';
import type { CameraState } from './use-camera.ts';

const words: Readonly<Record<Exclude<CameraState, 'ready'>, { readonly title: string; readonly text: string }>> = {
  asking: { title: 'Opening the camera', text: 'Allow this page to use it when you are asked.' },
  refused: {
    title: 'The camera is not allowed',
    text: 'Allow this page to use the camera, in the browser’s address bar or in the system’s settings. Then try again.',
  },
  missing: { title: 'No camera was found', text: 'Connect one and try again, or go on with a device that has a camera.' },
  insecure: {
    title: 'No camera on this connection',
    text: 'Browsers give the camera to pages over https alone. Open the page by its https address, or on the computer it runs on.',
  },
  broken: { title: 'The camera stopped', text: 'Another app may be using it. Close that app and try again.' },
};

interface NoPictureProps {
  readonly camera: Exclude<CameraState, 'ready'>;
  readonly onAgain: () => void;
}

/** In place of the camera's picture: why there is none, and what to do. */
export function NoPicture({ camera, onAgain }: NoPictureProps) {
  const { title, text } = words[camera];
  const asking = camera === 'asking';
  const Icon = asking ? IconCamera : IconCameraOff;
  return (
    <div className={classes.noPicture} role={asking ? 'status' : 'alert'}>
      <Icon size={40} stroke={1.5} aria-hidden />
      <strong>{title}</strong>
      <p>{text}</p>
      {!asking && camera !== 'insecure' && (
        <Button size="sm" variant="white" color="dark" onClick={onAgain}>
          Try again
        </Button>
      )}
    </div>
  );
}
