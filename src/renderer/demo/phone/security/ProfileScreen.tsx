import { Button } from '@mantine/core';
import { IconDeviceMobile, IconShieldHalf, IconUserQuestion } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useWatched } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';
import { Choices } from '../shell/Frame.tsx';
import { navigation } from '../shell/nav.ts';
import { Card, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './security.module.css';

const words = texts.profile;

export function ProfileScreen() {
  const { session, exchange } = useKit();
  const open = useWatched(session.current);
  const logOut = useMutation({ mutationFn: () => exchange.logOut(), onSettled: () => session.close() });
  return (
    <Screen title={words.title} onBack={null} withTabs>
      <Card>
        <Row title={open?.name ?? ''} detail={open?.email ?? ''} />
      </Card>
      <Card>
        <Row
          icon={IconShieldHalf}
          title={words.security}
          detail={words.securityMore}
          onClick={() => navigation.open({ name: 'security' })}
        />
        <Row
          icon={IconDeviceMobile}
          title={words.session}
          detail={words.sessionMore}
          onClick={() => navigation.open({ name: 'session' })}
        />
        <Row icon={IconUserQuestion} title={words.reset} detail={words.resetMore} onClick={() => navigation.open({ name: 'reset' })} />
      </Card>
      <div className={classes.aboutPhone}>
        <Card title={texts.frame.title}>
          <div className={classes.padded}>
            <Choices />
          </div>
        </Card>
      </div>
      <Button size="lg" radius="xl" variant="default" onClick={() => logOut.mutate()} loading={logOut.isPending}>
        {words.logOut}
      </Button>
    </Screen>
  );
}
