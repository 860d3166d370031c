import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDeviceMobile, IconDeviceMobileCheck, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWatched } from '../../../ui/use-watched.ts';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Confirm } from '../confirm/Confirm.tsx';
import { type Factor, keyOf, useMe } from '../data/queries.ts';
import { describe, system } from '../data/this-phone.ts';
import { Card, Hero, Note, Row, TimeLeft, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { texts } from '../texts.ts';
import { since } from './facts.ts';
import { SetUp } from './SetUp.tsx';
import { checkEligible, type Missing, register, remove, restore, SetUpFirst } from './trust.ts';

const words = texts.trusted;

type Hold = CustomerOutputs['trustedDevice']['remove']['hold'];
type Doing = 'add' | 'restore' | 'remove' | null;

/** Profile → security centre → advanced settings → trusted device, with Delete at the upper right (TD-22). */
export function TrustedDeviceScreen() {
  const kit = useKit();
  const what = useWatched(system);
  const { data: me } = useMe();
  const { data: hasKey = false } = useQuery({ queryKey: ['phone', 'key'], queryFn: async () => (await keyOf(kit)) !== null });
  const [doing, setDoing] = useState<Doing>(null);
  const [warned, setWarned] = useState(false);
  const [missing, setMissing] = useState<readonly Missing[] | null>(null);
  const [removed, setRemoved] = useState<Hold | null>(null);
  const [added, setAdded] = useState(false);
  const close = () => setDoing(null);

  if (doing === 'add') {
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'trusted_device_add' }}
        beforeSteps={(id) =>
          checkEligible(kit, id).catch((error: unknown) => {
            if (!(error instanceof SetUpFirst)) throw error;
            setMissing(error.missing);
            close();
          })
        }
        onAuthorized={async ({ id }) => {
          await register(kit, id, describe(what).name);
          setAdded(true);
          close();
        }}
        onClose={close}
      >
        <Note>{words.addMore}</Note>
      </Confirm>
    );
  }
  if (doing === 'restore') {
    return (
      <Confirm
        title={words.title}
        wish={{ kind: 'trusted_device_add' }}
        onAuthorized={async ({ id }) => {
          await restore(kit, id);
          setAdded(false);
          close();
        }}
        onClose={close}
      >
        <Note>{words.restoreMore}</Note>
      </Confirm>
    );
  }
  if (doing === 'remove') {
    return (
      <Confirm
        title={words.deleteTitle}
        wish={{ kind: 'trusted_device_remove' }}
        onAuthorized={async ({ id }) => {
          setRemoved(await remove(kit, id));
          close();
        }}
        onClose={close}
      >
        <Note tone="warn">{words.holdMore}</Note>
      </Confirm>
    );
  }
  if (me === undefined) {
    return (
      <Screen title={words.title}>
        <Waiting>{texts.loading}</Waiting>
      </Screen>
    );
  }
  const factor = me.factors.find(({ kind, status }) => kind === 'trusted_device' && status !== 'removed');
  if (factor === undefined) {
    return (
      <>
        {removed === null ? (
          <SetUp me={me} refused={missing} onAdd={() => setDoing('add')} />
        ) : (
          <Removed hold={removed} onAgain={() => setRemoved(null)} />
        )}
      </>
    );
  }
  const suspended = factor.status === 'suspended';
  return (
    <>
      <Screen
        title={words.title}
        action={
          <Button variant="subtle" color="red" size="compact-md" onClick={() => setWarned(true)}>
            {words.delete}
          </Button>
        }
      >
        {suspended ? (
          <Hero tone="warn" icon={IconAlertTriangle} title={words.suspended}>
            <p>{words.suspendedMore}</p>
          </Hero>
        ) : (
          <Hero tone="good" icon={IconDeviceMobileCheck} title={me.thisDeviceIsTrusted ? (added ? words.added : words.this) : words.other}>
            <p>{me.thisDeviceIsTrusted ? words.thisMore : words.otherMore}</p>
          </Hero>
        )}
        <Facts factor={factor} here={me.thisDeviceIsTrusted || (suspended && hasKey)} />
        {suspended && hasKey && (
          <Button size="lg" radius="xl" onClick={() => setDoing('restore')}>
            {words.restore}
          </Button>
        )}
        {me.thisDeviceIsTrusted && !hasKey && <Note tone="bad">{texts.refusals.no_key}</Note>}
      </Screen>
      {warned && (
        <Sheet title={words.deleteTitle} onClose={() => setWarned(false)}>
          <Note tone="warn" title={words.hold}>
            <p>{words.holdMore}</p>
          </Note>
          <Button
            size="lg"
            radius="xl"
            color="red.9"
            onClick={() => {
              setWarned(false);
              setDoing('remove');
            }}
          >
            {words.deleteNow}
          </Button>
          <Button size="lg" radius="xl" variant="default" onClick={() => setWarned(false)}>
            {words.keep}
          </Button>
        </Sheet>
      )}
    </>
  );
}

function Facts({ factor, here }: { readonly factor: Factor; readonly here: boolean }) {
  return (
    <Card>
      <Row icon={IconDeviceMobile} title={factor.name ?? words.unnamed} detail={here ? words.here : words.elsewhere} />
      <Row icon={IconLock} title={words.key} detail={words.keyMore} />
      <Row title={words.since} right={<span>{since(factor.createdAt)}</span>} />
      <Row title={words.used} right={<span>{factor.lastUsedAt === null ? words.never : since(factor.lastUsedAt)}</span>} />
    </Card>
  );
}

function Removed({ hold, onAgain }: { readonly hold: Hold; readonly onAgain: () => void }) {
  return (
    <Screen title={words.title}>
      <Hero tone="warn" icon={IconLock} title={words.removed}>
        <p>{words.removedMore}</p>
        {hold.endsAt !== null && <TimeLeft to={hold.endsAt} />}
      </Hero>
      <Button size="lg" radius="xl" variant="default" onClick={onAgain}>
        {texts.done}
      </Button>
    </Screen>
  );
}
