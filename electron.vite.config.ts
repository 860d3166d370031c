import { globSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { NONCE_PLACEHOLDER } from './src/shared/content-security.ts';

/** Files matching the pattern as bundler inputs: the name of the output by the name of the source. */
function inputs(pattern: string, name: (file: string) => string): Record<string, string> {
  return Object.fromEntries(
    globSync(pattern, { cwd: import.meta.dirname }).map((file) => [name(file), resolve(import.meta.dirname, file)]),
  );
}

const programs = inputs('src/main/{index,server}.ts', (file) => basename(file, '.ts'));
/** Worker threads are started from a file, so each worker is an entry of its own, beside the two programs. */
const workers = inputs('src/main/**/*-worker.ts', (file) => `workers/${basename(file, '.ts')}`);
const pages = inputs('src/renderer/**/index.html', (file) => basename(dirname(file)));

/**
 * Routes of any depth are answered with the same page, so its files are named from the top of the origin. electron-vite sets a
 * relative base for pages opened as files, which ours never is.
 */
const fromTheTop: Plugin = { name: 'portcullis:base', enforce: 'post', config: () => ({ base: '/' }) };

/** In development, too, every route without an extension is answered with the console's page. */
const routesLeadToTheConsole: Plugin = {
  name: 'portcullis:routes',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      const path = request.url?.split('?')[0] ?? '/';
      if (request.headers.accept?.includes('text/html') && extname(path) === '') request.url = '/console/index.html';
      next();
    });
  },
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Kysely is 250 files, which take ten times as long to be found and read as one.
      externalizeDeps: { exclude: ['kysely'] },
      sourcemap: true,
      rolldownOptions: {
        input: { ...programs, ...workers },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: inputs('src/preload/index.ts', () => 'index'),
        // A sandboxed preload is loaded as CommonJS, whatever package.json says.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      outDir: 'out/renderer',
      // The same files are opened by browsers from the headless server, so the syntax may not be ahead of theirs.
      target: 'es2022',
      // Data URLs are no script source of ours.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: { input: pages },
    },
    html: { cspNonce: NONCE_PLACEHOLDER },
    plugins: [react(), fromTheTop, routesLeadToTheConsole],
  },
});
