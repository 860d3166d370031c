import { FaceCapture } from './FaceCapture.tsx';
import { Notice } from './Notice.tsx';
import { StepSkeleton } from './StepSkeleton.tsx';
import { type StepProps, useBegun, useComplete } from './step.ts';
import { errorText } from './words.ts';

/** The face before the camera; after a refusal with another challenge. */
export function FaceStep(props: StepProps) {
  const begin = useBegun(props);
  const complete = useComplete(props);
  const challenge = begin.data?.face;
  const error = begin.error ?? complete.error;
  if (challenge === undefined) return error === null ? <StepSkeleton label="Reading" /> : <Notice tone="bad">{errorText(error)}</Notice>;
  return (
    <>
      {complete.error !== null && <Notice tone="bad">{errorText(complete.error)}</Notice>}
      <FaceCapture
        challenge={challenge}
        busy={complete.isPending}
        refusals={complete.data?.refusals ?? []}
        onFrames={(frames) => complete.mutate({ face: { frames: [...frames] } }, { onSuccess: ({ passed }) => !passed && begin.mutate() })}
      />
    </>
  );
}
