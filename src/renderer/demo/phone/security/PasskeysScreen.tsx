import { Button } from '@mantine/core';
import { IconFingerprint, IconUsb } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { createPasskey, hasCredentialManager } from '../../kit/webauthn.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { Card, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import { since } from './facts.ts';

const words = texts.passkeys;

/** The account's passkeys, and the way to one on this very phone; from another client's QR code it comes by scanning (PK-02, PK-05). */
export function PasskeysScreen() {
  const { customer, customerApi } = useKit();
  const { data } = useQuery(customerApi.passkeys.list.queryOptions());
  const [adding, setAdding] = useState(false);
  if (adding) {
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'passkey_add' }}
        onAuthorized={async ({ id }) => {
          const { options } = await customer.passkeys.begin({
            operationId: id,
            kind: 'this_device',
            credentialManager: await hasCredentialManager(),
          });
          await customer.passkeys.finish({ operationId: id, response: await createPasskey(options) });
          setAdding(false);
        }}
        onClose={() => setAdding(false)}
      />
    );
  }
  return (
    <Screen
      title={words.title}
      footer={
        <Button size="lg" radius="xl" onClick={() => setAdding(true)}>
          {words.button}
        </Button>
      }
    >
      {data?.backupUrged === true && <Note tone="warn">{words.backup}</Note>}
      {data !== undefined && data.items.length === 0 && <Note>{words.none}</Note>}
      {data !== undefined && data.items.length > 0 && (
        <Card>
          {data.items.map(({ id, name, kind, storage, createdAt }) => (
            <Row
              key={id}
              icon={kind === 'security_key' ? IconUsb : IconFingerprint}
              title={name}
              detail={`${words.storage[storage]} · ${since(createdAt)}`}
            />
          ))}
        </Card>
      )}
      <Note>{words.others}</Note>
    </Screen>
  );
}
