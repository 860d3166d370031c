// `npm run screenshots`: every view of the console, in the real desktop app and in a browser, in both themes and two sizes, into
// test-results/screenshots.

process.env.PORTCULLIS_SCREENSHOTS = '1';
process.argv.push('--only', 'e2e');
await import('./test.mjs');
