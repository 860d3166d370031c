import { IconDeviceMobileCheck, IconKey } from '@tabler/icons-react';
import { useMe } from '../data/queries.ts';
import { navigation } from '../shell/nav.ts';
import { Card, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.advanced;

export function AdvancedScreen() {
  const { data: me } = useMe();
  const trusted = me?.factors.find(({ kind, status }) => kind === 'trusted_device' && status !== 'removed');
  const state =
    trusted === undefined ? texts.security.off : trusted.status === 'suspended' ? words.suspended : (trusted.name ?? texts.security.on);
  return (
    <Screen title={words.title}>
      <Card>
        <Row
          icon={IconDeviceMobileCheck}
          title={words.trusted}
          detail={state}
          onClick={() => navigation.open({ name: 'trusted-device' })}
        />
        <Row icon={IconKey} title={words.mandatory} detail={me?.mandatoryPasskey?.since == null ? words.mandatoryOff : words.mandatoryOn} />
      </Card>
    </Screen>
  );
}
