import { UnstyledButton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { useRequests } from '../data/queries.ts';
import { notify } from '../pwa/notify.ts';
import { navigation, useScreen } from '../shell/nav.ts';
import { texts } from '../texts.ts';
import { headline } from './headline.ts';
import classes from './requests.module.css';

/**
 * Says that a request has come, wherever its owner is in the app, and as a notification of the system when the app is not in front. Only
 * what the engine lists is announced: the event that woke the app names no request and no operation.
 */
export function Incoming() {
  const { queryClient } = useKit();
  const screen = useScreen();
  const { data: waiting } = useRequests();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [shown, setShown] = useState<string | null>(null);

  useEffect(() => {
    if (waiting === undefined) return;
    const fresh = waiting.find(({ id }) => known.current !== null && !known.current.has(id));
    known.current = new Set(waiting.map(({ id }) => id));
    if (fresh === undefined) return;
    setShown(fresh.id);
    if (document.visibilityState === 'hidden') void notify(headline(fresh.canonicalText), fresh.id);
  }, [waiting]);

  const request = waiting?.find(({ id }) => id === shown);
  // On the home screen the request itself has appeared.
  if (request === undefined || screen.name === 'home' || screen.name === 'request') return null;
  const open = () => {
    setShown(null);
    void queryClient.invalidateQueries();
    navigation.open({ name: 'request', id: request.id });
  };
  return (
    <UnstyledButton className={classes.incoming} onClick={open}>
      <span className={classes.incomingIcon} aria-hidden>
        <IconBell size={22} />
      </span>
      <span className={classes.incomingText} role="status">
        <b>{headline(request.canonicalText)}</b>
        {texts.home.incomingMore}
      </span>
    </UnstyledButton>
  );
}
