import { Button } from '@mantine/core';
import { IconCircleCheck, IconFaceIdError } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FaceCapture } from '../../kit/FaceCapture.tsx';
import type { Frame } from '../../kit/frames.ts';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { useMe } from '../data/queries.ts';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Hero, Note } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.face;

type Enrolment = CustomerOutputs['face']['begin'];

/** Enrols the face: the step-up first, then the camera with a random challenge for each try (ND-06, FV-04). */
export function FaceScreen() {
  const { customer, queryClient } = useKit();
  const { data: me } = useMe();
  const [confirming, setConfirming] = useState(false);
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const send = useMutation({
    mutationFn: (frames: readonly Frame[]) => customer.face.finish({ factorId: begun?.factorId ?? '', frames: [...frames] }),
    onSuccess: ({ challenge }) => setBegun((now) => (now === null || challenge === null ? now : { ...now, challenge })),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (confirming) {
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'security_setting_change', setting: 'face_enrol', change: words.change }}
        onAuthorized={async ({ id }) => {
          setBegun(await customer.face.begin({ operationId: id }));
          setConfirming(false);
        }}
        onClose={() => setConfirming(false)}
      />
    );
  }
  const enrolled = send.data === undefined ? me?.faceEnrolled === true && begun === null : send.data.factor !== null;
  if (enrolled) {
    return (
      <Screen title={words.title}>
        <Hero tone="good" icon={IconCircleCheck} title={words.enrolled}>
          <p>{words.enrolledMore}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      </Screen>
    );
  }
  const givenUp = send.data !== undefined && send.data.attemptsLeft === 0;
  return (
    <Screen title={words.title}>
      {begun === null || givenUp ? (
        <>
          <Hero icon={IconFaceIdError} title={givenUp ? words.givenUp : words.lead}>
            <p>{givenUp ? words.givenUpMore : words.leadMore}</p>
          </Hero>
          <Button
            size="lg"
            radius="xl"
            onClick={() => {
              send.reset();
              setBegun(null);
              setConfirming(true);
            }}
          >
            {words.button}
          </Button>
        </>
      ) : (
        <>
          {send.error !== null && (
            <Note tone="bad">
              <p>{refusalText(send.error)}</p>
            </Note>
          )}
          <FaceCapture challenge={begun.challenge} busy={send.isPending} refusals={send.data?.refusals ?? []} onFrames={send.mutate} />
        </>
      )}
    </Screen>
  );
}
