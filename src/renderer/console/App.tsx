import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { styleNonce } from '../ui/theme/nonce.ts';
import { cssVariables, makeTheme } from '../ui/theme/theme.ts';
import { useWatched } from '../ui/use-watched.ts';
import { queryClient } from './connection/api.ts';
import { session } from './connection/session.ts';
import { loadInsideSoon, needInside } from './load-inside.ts';
import { ConnectServer } from './sign-in/ConnectServer.tsx';
import { Entrance, NoViews, Waiting } from './sign-in/Entrance.tsx';
import { LockScreen } from './sign-in/LockScreen.tsx';

const Inside = lazy(async () => ({ default: (await needInside())?.Inside ?? NoViews }));

export function App() {
  const { t } = useTranslation();
  const theme = useMemo(() => makeTheme({ close: t('ui.close'), clear: t('ui.clear'), showPassword: t('ui.showPassword') }), [t]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" autoClose={6000} />
        <ModalsProvider>
          <Gate />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** While locked the console stays as it is, behind the lock screen: nothing that was typed is lost. */
function Gate() {
  const { phase, me } = useWatched(session.view);
  useEffect(() => {
    if (phase !== 'starting') loadInsideSoon();
  }, [phase]);
  const inside = me !== null && (phase === 'signed-in' || phase === 'locked');
  return (
    <>
      {inside ? (
        <Suspense fallback={<Waiting />}>
          <Inside />
        </Suspense>
      ) : (
        <Entrance />
      )}
      {phase === 'locked' && <LockScreen />}
      <ConnectServer />
    </>
  );
}
