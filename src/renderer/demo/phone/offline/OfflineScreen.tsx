import { Button } from '@mantine/core';
import { IconClock, IconDeviceMobileCheck, IconPlugConnectedX, IconUser, IconWifiOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';
import { useOnline } from '../../kit/Offline.tsx';
import { lastHeard } from '../data/last-heard.ts';
import { keyOf } from '../data/queries.ts';
import { Card, Hero, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.offline;

/** The app opened where nobody answers: what the phone itself knows, what may have been missed, and that it goes on by itself. */
export function OfflineScreen({ onAgain }: { readonly onAgain: () => void }) {
  const kit = useKit();
  const online = useOnline();
  const open = useWatched(kit.session.current);
  const { data: hasKey = false } = useQuery({
    queryKey: ['phone', 'key'],
    queryFn: async () => (await keyOf(kit)) !== null,
    networkMode: 'always',
  });
  if (open === null) return null;
  const heard = lastHeard(open.accountId);
  return (
    <Screen title={words.title} onBack={null}>
      <Hero tone="warn" icon={online ? IconPlugConnectedX : IconWifiOff} title={online ? words.silent : words.offline}>
        <p>{words.goesOn}</p>
      </Hero>
      <Card title={words.known}>
        <Row icon={IconUser} title={open.name} detail={open.email} />
        {hasKey && <Row icon={IconDeviceMobileCheck} title={words.key} detail={words.keyMore} />}
        <Row icon={IconClock} title={words.heard} detail={heard === null ? words.never : absoluteTime(heard, 'local', locale())} />
      </Card>
      <Note title={words.missed}>
        <p>{words.missedMore}</p>
      </Note>
      {online && (
        <Button size="lg" radius="xl" variant="default" onClick={onAgain}>
          {words.again}
        </Button>
      )}
    </Screen>
  );
}
