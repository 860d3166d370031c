import { Button, Card, FileInput, Group, Radio, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DocumentKind } from '../../../../shared/vocabulary/index.ts';
import { base64Of, withCamera } from '../../kit/frames.ts';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { countryNames } from '../countries.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { sampleDocument } from './sample-document.ts';

const kinds: readonly { readonly value: DocumentKind; readonly label: string }[] = [
  { value: 'passport', label: 'Passport' },
  { value: 'identity_card', label: 'Identity card' },
  { value: 'driving_licence', label: 'Driving licence' },
  { value: 'residence_permit', label: 'Residence permit' },
];

interface IdentityFormProps {
  /** To be shown before anything is handed in (ND-11). */
  readonly warning: string;
  readonly update: boolean;
  readonly onDone: () => void;
}

/** The document by its data and pictures. Portcullis' staff decide, or, as platforms do too, a provider of the exchange's own. */
export function IdentityForm({ warning, update, onDone }: IdentityFormProps) {
  const { customer, exchange, session } = useKit();
  const start = useOperation();
  const [form, setForm] = useState({
    kind: 'identity_card' as DocumentKind,
    country: 'DE',
    number: '',
    name: session.current.get()?.name ?? '',
    birthDate: '',
    expiresOn: '',
  });
  const [front, setFront] = useState<File | null>(null);
  const [back, setBack] = useState<File | null>(null);
  const [decidedBy, setDecidedBy] = useState<'staff' | 'provider'>('staff');
  const change = (part: Partial<typeof form>) => setForm((former) => ({ ...former, ...part }));

  const makeSample = async (photo: HTMLVideoElement | null) => {
    const number =
      form.number === '' ? `L${10_000_000 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 89_999_999)}` : form.number;
    const filled = { ...form, number, birthDate: form.birthDate === '' ? '1990-04-30' : form.birthDate };
    setForm(filled);
    setFront(new File([await sampleDocument('front', filled, photo)], 'sample-front.jpg', { type: 'image/jpeg' }));
    setBack(new File([await sampleDocument('back', filled, null)], 'sample-back.jpg', { type: 'image/jpeg' }));
  };
  const sample = useMutation({ mutationFn: (withPhoto: boolean) => (withPhoto ? withCamera(makeSample) : makeSample(null)) });

  const handIn = () =>
    start({
      title: update ? 'Change your identity data' : 'Verify your identity',
      wish: {
        kind: 'security_setting_change',
        setting: 'identity_submit',
        change: update ? 'Change the identity data' : 'Hand in an identity document',
      },
      carryOut: async (operationId) => {
        const { expiresOn, ...data } = form;
        const document = { ...data, number: data.number.trim(), name: data.name.trim(), ...(expiresOn === '' ? {} : { expiresOn }) };
        if (decidedBy === 'provider') {
          await exchange.checkIdentity({ ...document, withFace: true });
        } else {
          const pictures = [
            { side: 'front' as const, file: front },
            { side: 'back' as const, file: back },
          ];
          const images = await Promise.all(
            pictures.flatMap(({ side, file }) => (file === null ? [] : [base64Of(file).then((image) => ({ side, image }))])),
          );
          await customer.identity.submit({ operationId: operationId as never, ...document, images });
        }
        onDone();
      },
      done: decidedBy === 'provider' ? 'The provider has verified you.' : 'It was handed in. You will hear of the decision.',
    });

  const complete =
    form.number.trim().length >= 3 && form.name.trim() !== '' && form.birthDate !== '' && (decidedBy === 'provider' || front !== null);
  return (
    <Card component="section" aria-label="Hand in a document">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          handIn();
        }}
      >
        <Stack gap="md">
          <Title order={2}>{update ? 'Hand in the new document' : 'Hand in a document'}</Title>
          <Notice tone="warn">{warning}</Notice>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label="Document"
              data={[...kinds]}
              value={form.kind}
              onChange={(kind) => kind !== null && change({ kind: kind as DocumentKind })}
              allowDeselect={false}
              size="md"
            />
            <Select
              label="Issued by"
              data={countryNames}
              value={form.country}
              onChange={(country) => country !== null && change({ country })}
              allowDeselect={false}
              size="md"
            />
            <TextInput
              label="Number"
              value={form.number}
              onChange={(event) => change({ number: event.currentTarget.value })}
              maxLength={40}
            />
            <TextInput
              label="Name as printed"
              value={form.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              maxLength={120}
            />
            <TextInput
              label="Date of birth"
              type="date"
              value={form.birthDate}
              onChange={(event) => change({ birthDate: event.currentTarget.value })}
            />
            <TextInput
              label="Valid until"
              description="If it says so"
              inputWrapperOrder={['label', 'input', 'description']}
              type="date"
              value={form.expiresOn}
              onChange={(event) => change({ expiresOn: event.currentTarget.value })}
            />
            <FileInput
              label="Photo of the front"
              accept="image/jpeg,image/png"
              value={front}
              onChange={setFront}
              placeholder="JPEG or PNG"
              size="md"
              clearable
            />
            <FileInput
              label="Photo of the back"
              accept="image/jpeg,image/png"
              value={back}
              onChange={setBack}
              placeholder="JPEG or PNG"
              size="md"
              clearable
            />
          </SimpleGrid>
          <Group>
            <Button variant="default" size="xs" onClick={() => sample.mutate(false)} loading={sample.isPending}>
              Use a sample card
            </Button>
            <Button variant="default" size="xs" onClick={() => sample.mutate(true)} loading={sample.isPending}>
              Use one with my photo (camera)
            </Button>
            {sample.error !== null && (
              <Notice tone="warn">The camera could not be used. Allow it for this page, or choose pictures.</Notice>
            )}
          </Group>
          {!update && (
            <Radio.Group label="Who decides" value={decidedBy} onChange={(value) => setDecidedBy(value as 'staff' | 'provider')}>
              <Stack gap="xs" mt="xs">
                <Radio value="staff" label="Staff, in the Portcullis console" />
                <Radio value="provider" label="A provider of the exchange’s own: at once, with the face, believing everything (demo)" />
              </Stack>
            </Radio.Group>
          )}
          <Text size="sm" c="dimmed">
            Name, number and pictures are stored encrypted.
          </Text>
          <Group>
            <Button type="submit" disabled={!complete}>
              Hand it in
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
