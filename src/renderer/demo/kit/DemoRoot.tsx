import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './tokens.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { startTexts } from '../../i18n/i18n.ts';
import { styleNonce } from '../../ui/theme/nonce.ts';
import { type Kit, KitProvider } from './kit.ts';
import { northgateTheme, northgateVariables } from './theme.ts';

/** Zod would try to compile its checks with `new Function`, which the content policy refuses and reports. */
config({ jitless: true });

/** Draws a page of the demo: the exchange's look, light or dark as the system is, and everything the page talks with. */
export async function startPage(kit: Kit, page: ReactNode): Promise<void> {
  await startTexts((language) => {
    document.documentElement.lang = language;
  });
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no place for the app.');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={northgateTheme}
        cssVariablesResolver={northgateVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <QueryClientProvider client={kit.queryClient}>
          <KitProvider value={kit}>
            <Notifications position="bottom-center" autoClose={5000} />
            {page}
          </KitProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
