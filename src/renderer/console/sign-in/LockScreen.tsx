import { Button, FocusTrap, PasswordInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type SubmitEvent, useEffect, useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../shared/vocabulary/index.ts';
import { errorCode } from '../../ui/errors.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { useWatched } from '../../ui/use-watched.ts';
import { client } from '../connection/api.ts';
import { session } from '../connection/session.ts';
import { connection } from '../connection/start.ts';
import classes from './Entrance.module.css';

/** Covers everything until the password is given. What lies behind can be neither seen nor reached, and stays as it was. */
export function LockScreen() {
  const { t } = useTranslation();
  const { me, console: engine } = useWatched(session.view);
  const demo = engine?.demo === true;
  const link = useWatched(connection.state);
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const refused = errorCode(state.error) === 'credentials_refused';
  useCover();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      await session.unlock(password);
    } catch (error) {
      setState({ busy: false, error });
      setPassword('');
    }
  };

  /** Demo accounts have passwords that nobody knows. */
  const goOn = async (role: Role) => {
    setState({ busy: true, error: null });
    try {
      session.enter(await client.session.demoSignIn({ role }));
    } catch (error) {
      setState({ busy: false, error });
    }
  };

  const place = document.getElementById('lock');
  if (place === null) return null;
  return createPortal(
    <FocusTrap>
      <div className={`${classes.page} ${classes.lock}`} role="dialog" aria-modal aria-label={t('signIn.lock.title')}>
        <div className={classes.brand}>
          <IconLock size={24} aria-hidden />
          <span>{t('signIn.lock.title')}</span>
        </div>
        <div className={classes.card}>
          {me && <h1 className={classes.title}>{t('signIn.lock.who', { name: me.name })}</h1>}
          <p className={classes.about}>{link.kind === 'open' ? t('signIn.lock.about') : t('signIn.lock.offline')}</p>
          <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
            <PasswordInput
              label={t('signIn.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              error={refused ? t('signIn.lock.refused') : null}
              required
              data-autofocus
            />
            {state.error !== null && !refused && <ErrorNotice error={state.error} />}
            <Button type="submit" size="sm" loading={state.busy} disabled={password === '' || link.kind !== 'open'}>
              {t('signIn.lock.submit')}
            </Button>
            {me !== null && demo && (
              <Button variant="default" loading={state.busy} disabled={link.kind !== 'open'} onClick={() => void goOn(me.role)}>
                {t('signIn.lock.demo', { role: t(`words.role.${me.role}`) })}
              </Button>
            )}
            <Button variant="subtle" onClick={() => void session.signOut()}>
              {t('signIn.lock.signOut')}
            </Button>
          </form>
        </div>
      </div>
    </FocusTrap>,
    place,
  );
}

/** Hides and disables the rest of the page, dialogs in portals included, and gives the focus back afterwards. */
function useCover(): void {
  const [focused] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    document.body.dataset.locked = '';
    const covered = [...document.body.children].filter((element) => element.id !== 'lock' && !element.hasAttribute('inert'));
    for (const element of covered) element.setAttribute('inert', '');
    return () => {
      delete document.body.dataset.locked;
      for (const element of covered) element.removeAttribute('inert');
    };
  }, []);
  useEffect(() => () => void setTimeout(() => focused instanceof HTMLElement && focused.focus()), [focused]);
}
