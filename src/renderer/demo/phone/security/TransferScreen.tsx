import { Button } from '@mantine/core';
import { IconCircleCheck, IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { createPasskey, hasCredentialManager } from '../../kit/webauthn.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { refusalText } from '../data/refusal.ts';
import { navigation } from '../shell/nav.ts';
import { Hero, Note } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.transfer;

/**
 * Creates a passkey here for another client whose code was scanned: the code is used up by opening it, the identity verification is repeated
 * on this phone, and only then is the passkey bound (PK-02, PK-03).
 */
export function TransferScreen({ link }: { readonly link: string }) {
  const { customer, queryClient } = useKit();
  const [confirming, setConfirming] = useState(false);
  const [created, setCreated] = useState(false);
  const open = useMutation({
    mutationFn: () => customer.passkeys.transfers.open({ link }),
    onSuccess: () => setConfirming(true),
  });
  if (confirming && open.data !== undefined) {
    const transferId = open.data.id;
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'passkey_add' }}
        onAuthorized={async ({ id }) => {
          const { options } = await customer.passkeys.begin({
            operationId: id,
            kind: 'other_device',
            credentialManager: await hasCredentialManager(),
            transferId,
          });
          await customer.passkeys.finish({ operationId: id, response: await createPasskey(options) });
          await queryClient.invalidateQueries();
          setCreated(true);
          setConfirming(false);
        }}
        onClose={() => navigation.back()}
      >
        <Note>{words.repeat}</Note>
      </Confirm>
    );
  }
  return (
    <Screen title={words.title}>
      <Hero
        {...(created ? { tone: 'good' as const, icon: IconCircleCheck } : { icon: IconKey })}
        title={created ? words.created : words.lead}
      >
        <p>{created ? words.createdMore : words.leadMore}</p>
      </Hero>
      {open.error !== null && (
        <Note tone="bad">
          <p>{refusalText(open.error)}</p>
        </Note>
      )}
      {created ? (
        <Button size="lg" radius="xl" onClick={() => navigation.back()}>
          {texts.done}
        </Button>
      ) : (
        <Button size="lg" radius="xl" onClick={() => open.mutate()} loading={open.isPending}>
          {words.button}
        </Button>
      )}
    </Screen>
  );
}
