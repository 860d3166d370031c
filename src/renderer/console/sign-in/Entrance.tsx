import { Button, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWatched } from '../../ui/use-watched.ts';
import { session } from '../connection/session.ts';
import { serverProblem } from '../connection/shell-port.ts';
import { connection } from '../connection/start.ts';
import classes from './Entrance.module.css';
import { FirstRun } from './FirstRun.tsx';
import { Frame } from './Frame.tsx';
import { SignIn } from './SignIn.tsx';

/** What a person sees before being signed in. */
export function Entrance() {
  const { phase } = useWatched(session.view);
  if (phase === 'first-run') return <FirstRun />;
  if (phase === 'signed-out') return <SignIn />;
  if (phase === 'locked') return <Frame>{null}</Frame>;
  return <Waiting />;
}

/** In place of the console where the server delivers this page without its other files. */
export function NoViews() {
  const { t } = useTranslation();
  return (
    <Frame>
      <div className={classes.card} role="alert">
        <h1 className={classes.title}>{t('signIn.noViews.title')}</h1>
        <p className={classes.about}>{t('signIn.noViews.about')}</p>
        <Button fullWidth size="sm" autoFocus onClick={() => window.location.reload()}>
          {t('ui.retry')}
        </Button>
      </div>
    </Frame>
  );
}

/** While the console is on its way. */
export function Waiting() {
  const { t } = useTranslation();
  const away = useWatched(connection.state).kind === 'lost';
  const problem = useWatched(serverProblem);
  return (
    <Frame>
      <div className={classes.waiting} role="status">
        <Loader size="xs" aria-hidden />
        {problem !== null
          ? t(`servers.problem.${problem.kind}`, { detail: problem.detail })
          : t(away ? 'signIn.unreachable' : 'signIn.starting')}
      </div>
    </Frame>
  );
}
