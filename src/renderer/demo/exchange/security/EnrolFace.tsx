import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FaceCapture } from '../../kit/FaceCapture.tsx';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { useOperation } from '../operation/OperationProvider.tsx';

type Begun = CustomerOutputs['face']['begin'];

interface EnrolFaceProps {
  readonly enrolled: boolean;
  readonly hasDocument: boolean;
}

/** FV-04: the face, compared with the photo of the document. */
export function EnrolFace({ enrolled, hasDocument }: EnrolFaceProps) {
  const { customer } = useKit();
  const start = useOperation();
  const [begun, setBegun] = useState<Begun | null>(null);
  const enrol = () =>
    start({
      title: 'Enrol your face',
      wish: { kind: 'security_setting_change', setting: 'face_enrol', change: 'Enrol the face' },
      carryOut: async (operationId) => setBegun(await customer.face.begin({ operationId: operationId as never })),
    });
  const erase = () =>
    start({
      title: 'Erase your face',
      wish: { kind: 'security_setting_change', setting: 'face_erase', change: 'Erase the face' },
      carryOut: (operationId) => customer.face.remove({ operationId: operationId as never }),
      done: 'Your face was erased. A trusted device is suspended until it is enrolled again.',
    });
  return (
    <Card component="section" aria-label="Face">
      <Stack gap="md">
        <Title order={2}>Face</Title>
        {begun === null ? (
          <>
            <Text>
              {enrolled
                ? 'Your face is enrolled. It confirms log-ins from new devices.'
                : hasDocument
                  ? 'Your camera looks at you for a few seconds, and compares you with the photo in your document.'
                  : 'Hand in a document first: your face is compared with its photo.'}
            </Text>
            <Group>
              <Button onClick={enrol} disabled={!hasDocument && !enrolled}>
                {enrolled ? 'Enrol anew' : 'Enrol my face'}
              </Button>
              {enrolled && (
                <Button variant="default" color="red" onClick={erase}>
                  Erase it
                </Button>
              )}
            </Group>
          </>
        ) : (
          <Capture begun={begun} onDone={() => setBegun(null)} />
        )}
      </Stack>
    </Card>
  );
}

function Capture({ begun, onDone }: { readonly begun: Begun; readonly onDone: () => void }) {
  const { customer, queryClient } = useKit();
  const finish = useMutation({
    mutationFn: (frames: readonly { readonly image: string; readonly atMs: number }[]) =>
      customer.face.finish({ factorId: begun.factorId, frames: [...frames] }),
    onSuccess: ({ factor }) => {
      if (factor === null) return;
      notifications.show({ message: 'Your face is enrolled.', color: 'green' });
      void queryClient.invalidateQueries();
      onDone();
    },
  });
  const challenge = finish.data?.challenge ?? begun.challenge;
  const over = finish.data?.attemptsLeft === 0;
  return (
    <>
      {finish.error !== null && <Notice tone="bad">{errorText(finish.error)}</Notice>}
      {over ? (
        <Notice tone="bad" title="Too many tries" urgent>
          Start again later, in better light and with the person of the document.
        </Notice>
      ) : (
        <FaceCapture
          challenge={challenge}
          busy={finish.isPending}
          refusals={finish.data?.refusals ?? []}
          onFrames={(frames) => finish.mutate(frames)}
        />
      )}
      <Group>
        <Button variant="subtle" size="xs" onClick={onDone}>
          Not now
        </Button>
      </Group>
    </>
  );
}
