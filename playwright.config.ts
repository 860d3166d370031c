import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The run may have to write outside the working copy: end-to-end tests run as an unprivileged user where the caller is root.
const results = process.env.PORTCULLIS_TEST_RESULTS ?? join(import.meta.dirname, 'test-results');

/**
 * Every `*.spec.ts` drives the built console twice, in the desktop app and in a browser on the headless server, but for those named
 * after the one shell they are about, and for `demo-*` and `clocked-*`, where customers use a browser as they do anywhere. `npm run
 * test:e2e` builds first and brings the display and the user they need.
 */
export default defineConfig({
  testDir: 'test',
  // `npm run screenshots` pictures every view; nothing in there is a test.
  testMatch: process.env.PORTCULLIS_SCREENSHOTS === '1' ? ['e2e/**/*.shots.ts'] : ['e2e/**/*.spec.ts', 'attack/**/*.spec.ts'],
  outputDir: join(results, 'artifacts'),
  reporter: [['list'], ['json', { outputFile: join(results, 'playwright.json') }]],
  forbidOnly: true,
  // When nothing works, it is known soon; what was not run counts as failed.
  maxFailures: 50,
  // As many as small machines have cores. With three a run took 10.2 minutes on two cores, with two 9.6: it is bound by the processor.
  workers: 2,
  // Generous, because a time limit is for what hangs: a journey on a busy machine is only slow.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  // What the page showed when a test failed is kept. A trace costs a third of a run's processor time: `-- NAME --trace on` makes one.
  use: { screenshot: 'only-on-failure' },
  projects: [
    // Windows share one display, and with it the focus and the clipboard: one app at a time.
    { name: 'electron', workers: 1, testIgnore: /[\\/](server|demo|clocked)-[^\\/]*\.spec\.ts$/ },
    { name: 'chromium', testIgnore: /[\\/]desktop-[^\\/]*\.spec\.ts$/ },
  ],
});
