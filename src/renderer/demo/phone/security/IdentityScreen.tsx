import { Button, FileInput, Select, Switch, TextInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type DocumentKind, documentKinds } from '../../../../shared/vocabulary/index.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { base64Of } from '../../kit/frames.ts';
import { useKit } from '../../kit/kit.ts';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Hero, Note } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './security.module.css';

const words = texts.identity;

/** The document by which the exchange's own provider verifies the customer (TD-02, ND-11). */
export function IdentityScreen() {
  const { customerApi, exchange, queryClient, session } = useKit();
  const name = useWatched(session.current)?.name ?? '';
  const { data: identity } = useQuery(customerApi.identity.get.queryOptions());
  const [kind, setKind] = useState<DocumentKind>('identity_card');
  const [country, setCountry] = useState('DE');
  const [number, setNumber] = useState('');
  const [printed, setPrinted] = useState(name);
  const [birthDate, setBirthDate] = useState('');
  const [photo, setPhoto] = useState<File | null>(null);
  const [withFace, setWithFace] = useState(false);
  const check = useMutation({
    mutationFn: async () => {
      const images = photo === null ? [] : [{ side: 'front' as const, image: await base64Of(photo) }];
      return exchange.checkIdentity({ kind, country, number, name: printed, birthDate, images, withFace });
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (check.data?.status === 'verified' || (check.data === undefined && identity?.status === 'verified')) {
    return (
      <Screen title={words.title}>
        <Hero tone="good" icon={IconCircleCheck} title={words.verified}>
          <p>{words.verifiedMore}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      </Screen>
    );
  }
  return (
    <Screen title={words.title}>
      {identity !== undefined && <Note tone="warn">{identity.warning}</Note>}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate();
        }}
      >
        <Select
          label={words.kind}
          size="md"
          radius="lg"
          allowDeselect={false}
          data={documentKinds.map((each) => ({ value: each, label: words.kinds[each] }))}
          value={kind}
          onChange={(value) => setKind((value ?? kind) as DocumentKind)}
        />
        <TextInput
          label={words.country}
          size="md"
          radius="lg"
          maxLength={2}
          required
          value={country}
          onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())}
        />
        <TextInput
          label={words.number}
          size="md"
          radius="lg"
          required
          minLength={3}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          label={words.name}
          size="md"
          radius="lg"
          required
          value={printed}
          onChange={(event) => setPrinted(event.currentTarget.value)}
        />
        <TextInput
          label={words.birthDate}
          size="md"
          radius="lg"
          type="date"
          required
          value={birthDate}
          onChange={(event) => setBirthDate(event.currentTarget.value)}
        />
        <FileInput
          label={words.photo}
          description={words.photoMore}
          placeholder={words.photoKinds}
          size="md"
          radius="lg"
          accept="image/jpeg,image/png"
          clearable
          value={photo}
          onChange={setPhoto}
        />
        <Switch
          label={words.withFace}
          description={words.withFaceMore}
          checked={withFace}
          onChange={(event) => setWithFace(event.currentTarget.checked)}
        />
        {check.error !== null && (
          <Note tone="bad">
            <p>{refusalText(check.error)}</p>
          </Note>
        )}
        {check.data !== undefined && <Note tone="warn">{texts.setUp.identity[check.data.status as 'pending']}</Note>}
        <Button type="submit" size="lg" radius="xl" loading={check.isPending}>
          {words.button}
        </Button>
      </form>
    </Screen>
  );
}
