import { AppShell } from '@mantine/core';
import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AsideContext } from '../../ui/grid/aside.ts';
import { SavedViewsContext } from '../../ui/grid/saved-views.ts';
import { setPreferenceOwner } from '../../ui/preferences.ts';
import { useShortcut } from '../../ui/shortcuts.ts';
import { aside } from '../connection/desktop-shell.ts';
import { engineViews } from '../connection/saved-views.ts';
import { session } from '../connection/session.ts';
import { useConsoleState, useMe } from '../connection/use-me.ts';
import { TrailNotices } from '../features/audit/TrailNotices.tsx';
import { UndoToast } from '../features/cases/UndoToast.tsx';
import { ConnectionBanner, StaleMark, useAway } from './ConnectionBanner.tsx';
import { DemoBanner } from './DemoBanner.tsx';
import { ImportNotices } from './ImportNotices.tsx';
import { Navigation } from './Navigation.tsx';
import { Palette } from './Palette.tsx';
import classes from './Shell.module.css';
import { ShortcutHelp } from './ShortcutHelp.tsx';
import { type View, views } from './views.ts';

const NAVIGATION_WIDTH = 204;
const BANNER_HEIGHT = 30;

/** What surrounds every view. */
export function Shell() {
  const { t } = useTranslation();
  const { id, permissions } = useMe();
  const { demo } = useConsoleState();
  setPreferenceOwner(id);
  const allowed = views.filter(({ needs, demoOnly = false }) => permissions.includes(needs) && (demo || !demoOnly));
  const away = useAway();
  const main = useMainFocus();
  const router = useRouter();
  const savedViews = useMemo(
    () => engineViews((search) => void router.navigate({ to: '.', search: () => search as never, replace: true })),
    [router],
  );
  return (
    <AppShell
      className={classes.shell ?? ''}
      padding={0}
      transitionDuration={0}
      navbar={{ width: NAVIGATION_WIDTH, breakpoint: 0 }}
      {...(demo ? { header: { height: BANNER_HEIGHT } } : {})}
    >
      <a href="#main" className={classes.skip}>
        {t('shell.skip')}
      </a>
      {demo && (
        <AppShell.Header className={classes.banner ?? ''}>
          <DemoBanner />
        </AppShell.Header>
      )}
      <AppShell.Navbar className={classes.navigation ?? ''} aria-label={t('shell.navigation')}>
        <Navigation views={allowed} />
      </AppShell.Navbar>
      <AppShell.Main ref={main} id="main" tabIndex={-1} className={classes.main ?? ''} data-stale={away || undefined}>
        <ConnectionBanner />
        {away && <StaleMark />}
        <SavedViewsContext value={savedViews}>
          <AsideContext value={aside}>
            <Outlet />
          </AsideContext>
        </SavedViewsContext>
      </AppShell.Main>
      <Palette views={allowed} />
      <ShortcutHelp />
      <ImportNotices />
      <TrailNotices />
      <UndoToast />
      {allowed.map((view) => (
        <GoTo key={view.name} view={view} />
      ))}
      <LockKey />
    </AppShell>
  );
}

function GoTo({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = t('shell.keys.goTo', { view: t(`shell.nav.${view.name}`) });
  useShortcut({ keys: `g ${view.key}`, label, group: 'everywhere', run: () => void navigate({ to: view.path }) });
  return null;
}

function LockKey() {
  const { t } = useTranslation();
  useShortcut({ keys: 'g l', label: t('shell.keys.lock'), group: 'everywhere', run: () => void session.lock() });
  return null;
}

/** Another view begins at its top for the keyboard too. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const view = useRouterState({ select: (state) => state.location.pathname.split('/')[1] });
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    main.current?.focus({ preventScroll: true });
  }, [view]);
  return main;
}
