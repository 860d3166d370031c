import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { styleNonce } from '../ui/theme/nonce.ts';
import { cssVariables, makeTheme } from '../ui/theme/theme.ts';
import { useWatched } from '../ui/use-watched.ts';
import { queryClient } from './connection/api.ts';
import { session } from './connection/session.ts';
import { router } from './router.tsx';
import { ConnectServer } from './sign-in/ConnectServer.tsx';
import { Entrance } from './sign-in/Entrance.tsx';
import { LockScreen } from './sign-in/LockScreen.tsx';

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
  const inside = me !== null && (phase === 'signed-in' || phase === 'locked');
  return (
    <>
      {inside ? <RouterProvider router={router} /> : <Entrance />}
      {phase === 'locked' && <LockScreen />}
      <ConnectServer />
    </>
  );
}
