import { IconDeviceMobileCheck, IconFaceId, IconId, IconKey, IconListDetails, IconSettings } from '@tabler/icons-react';
import { useMe } from '../data/queries.ts';
import { Held } from '../shell/Held.tsx';
import { navigation } from '../shell/nav.ts';
import { Card, Row, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.security;

/** What protects the account, each with the way to it. */
export function SecurityScreen() {
  const { data: me } = useMe();
  if (me === undefined) {
    return (
      <Screen title={words.title}>
        <Waiting>{texts.loading}</Waiting>
      </Screen>
    );
  }
  const active = me.factors.filter(({ status }) => status === 'active');
  const passkeys = active.filter(({ kind }) => kind === 'passkey').length;
  const authenticator = active.some(({ kind }) => kind === 'authenticator');
  const trusted = active.some(({ kind }) => kind === 'trusted_device');
  return (
    <Screen title={words.title}>
      {me.held != null && <Held held={me.held} />}
      <Card>
        <Row
          icon={IconId}
          title={words.identity}
          detail={texts.setUp.identity[me.identityStatus as 'verified']}
          onClick={() => navigation.open({ name: 'identity' })}
        />
        <Row
          icon={IconFaceId}
          title={words.face}
          detail={me.faceEnrolled ? words.on : words.off}
          onClick={() => navigation.open({ name: 'face' })}
        />
        <Row icon={IconKey} title={words.passkeys} detail={words.count(passkeys)} onClick={() => navigation.open({ name: 'passkeys' })} />
        <Row
          icon={IconListDetails}
          title={words.authenticator}
          detail={authenticator ? words.on : words.off}
          onClick={() => navigation.open({ name: 'authenticator' })}
        />
      </Card>
      <Card>
        <Row
          icon={IconSettings}
          title={words.advanced}
          detail={trusted ? words.advancedOn : words.advancedMore}
          right={trusted ? <IconDeviceMobileCheck size={18} color="var(--ng-good)" aria-hidden /> : null}
          onClick={() => navigation.open({ name: 'advanced' })}
        />
      </Card>
    </Screen>
  );
}
