import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Note } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { readLink } from './link.ts';
import classes from './scan.module.css';
import { Viewfinder } from './Viewfinder.tsx';

const words = texts.scan;

/** Opens what another client's code stands for. Scanning grants nothing: it only leads to the screen where the customer decides (TD-10). */
export function ScanScreen() {
  const { customer, queryClient } = useKit();
  const [text, setText] = useState('');
  const open = useMutation({
    mutationFn: async (scanned: string) => {
      const read = readLink(scanned);
      if (read === null) throw new UnknownCode(words.unknown);
      if (read.kind === 'passkey') return navigation.replace({ name: 'transfer', link: read.link });
      const { id } = await customer.verificationRequests.open({ link: read.link });
      await queryClient.invalidateQueries();
      navigation.replace({ name: 'request', id });
    },
  });
  const error = open.error === null ? null : open.error instanceof UnknownCode ? open.error.message : refusalText(open.error);
  return (
    <Screen title={words.title} onBack={null} withTabs>
      <Viewfinder paused={open.isPending || open.isError} onRead={open.mutate} />
      {error !== null && (
        <>
          <Note tone="bad" title={words.failed}>
            <p>{error}</p>
          </Note>
          <Button variant="default" radius="xl" size="md" onClick={() => open.reset()}>
            {words.again}
          </Button>
        </>
      )}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate(text);
        }}
      >
        <TextInput
          label={words.paste}
          placeholder="portcullis://…"
          size="md"
          radius="lg"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="md" radius="xl" disabled={text.trim() === ''} loading={open.isPending}>
          {words.open}
        </Button>
      </form>
    </Screen>
  );
}

class UnknownCode extends Error {}
