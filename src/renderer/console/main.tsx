import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '../ui/theme/tokens.css';
import '../ui/theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { startTexts } from '../i18n/i18n.ts';
import { listenForShortcuts } from '../ui/shortcuts.ts';
import { App } from './App.tsx';
import { listenToDesktop } from './connection/desktop-shell.ts';
import { session } from './connection/session.ts';
import { startConnection } from './connection/start.ts';
import { insideRoutes, loadInside } from './load-inside.ts';

/** Zod would try to compile its checks with `new Function`, which our content policy refuses and reports. */
config({ jitless: true });

async function start(): Promise<void> {
  await startTexts((language) => {
    document.documentElement.lang = language;
  });
  listenToDesktop(insideRoutes);
  if (session.mayResume()) void loadInside().catch(() => undefined);
  startConnection();
  listenForShortcuts();
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no place for the console.');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
