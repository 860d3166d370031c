import { Button, CopyButton } from '@mantine/core';
import { IconCircleCheck, IconListDetails } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { KeyGroups } from '../../../ui/KeyGroups.tsx';
import { CodeEntry } from '../../kit/CodeEntry.tsx';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { useMe } from '../data/queries.ts';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Hero, Note } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './security.module.css';

const words = texts.authenticator;

type Enrolment = CustomerOutputs['authenticator']['begin'];

/** Adds an authenticator app; on the phone itself its secret is copied or opened, since nobody scans their own screen (SI-02). */
export function AuthenticatorScreen() {
  const { customer, queryClient } = useKit();
  const { data: me } = useMe();
  const [confirming, setConfirming] = useState(false);
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const finish = useMutation({
    mutationFn: (code: string) => customer.authenticator.finish({ factorId: begun?.factorId ?? '', code }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (confirming) {
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'security_setting_change', setting: 'authenticator_add', change: words.change }}
        onAuthorized={async ({ id }) => {
          setBegun(await customer.authenticator.begin({ operationId: id }));
          setConfirming(false);
        }}
        onClose={() => setConfirming(false)}
      />
    );
  }
  const has = me?.factors.some(({ kind, status }) => kind === 'authenticator' && status === 'active') === true;
  if (finish.isSuccess || (has && begun === null)) {
    return (
      <Screen title={words.title}>
        <Hero tone="good" icon={IconCircleCheck} title={words.added}>
          <p>{words.addedMore}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      </Screen>
    );
  }
  if (begun === null) {
    return (
      <Screen title={words.title}>
        <Hero icon={IconListDetails} title={words.lead}>
          <p>{words.leadMore}</p>
        </Hero>
        <Button size="lg" radius="xl" onClick={() => setConfirming(true)}>
          {words.button}
        </Button>
      </Screen>
    );
  }
  return (
    <Screen title={words.title}>
      <Note>{words.copyMore}</Note>
      <p className={classes.secret} data-testid="totp-secret">
        <KeyGroups text={begun.secret} />
      </p>
      <CopyButton value={begun.secret}>
        {({ copied, copy }) => (
          <Button variant="default" size="md" radius="xl" onClick={copy}>
            {copied ? words.copied : words.copy}
          </Button>
        )}
      </CopyButton>
      <Button component="a" href={begun.uri} variant="light" size="md" radius="xl">
        {words.open}
      </Button>
      <CodeEntry
        label={words.code}
        busy={finish.isPending}
        error={finish.error === null ? null : refusalText(finish.error)}
        round={finish.submittedAt}
        onCode={finish.mutate}
      />
    </Screen>
  );
}
