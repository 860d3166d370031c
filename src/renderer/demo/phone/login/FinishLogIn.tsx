import { Button } from '@mantine/core';
import { IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { NewDevice } from '../../kit/NewDevice.tsx';
import { InboxButton } from '../inbox/InboxButton.tsx';
import { Hero } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.logIn;

/** The password was right, and this phone is new: the one method that the engine assigned (ND-02). */
export function FinishLogIn({ operationId }: { readonly operationId: string }) {
  const { session, queryClient } = useKit();
  const [ended, setEnded] = useState<string | null>(null);
  return (
    <Screen title={words.confirm} onBack={() => session.close()} action={<InboxButton />}>
      {ended === null ? (
        <NewDevice
          operationId={operationId}
          onDone={() => void queryClient.invalidateQueries()}
          onOver={({ finishReason }, advice) => setEnded(advice ?? finishReason ?? words.deniedMore)}
        />
      ) : (
        <>
          <Hero tone="bad" icon={IconShieldX} title={words.denied}>
            <p>{ended}</p>
          </Hero>
          <Button size="lg" radius="xl" onClick={() => session.close()}>
            {words.startAgain}
          </Button>
        </>
      )}
    </Screen>
  );
}
