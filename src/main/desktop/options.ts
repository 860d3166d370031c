import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEEP_LINK_SCHEME } from './deep-links.ts';

/** What the command line and the environment say, read here and nowhere else in the desktop shell. */
export interface DesktopOptions {
  /** A demo workspace has seeded data, simulated traffic and a banner that says so. */
  readonly demo: boolean;
  /** Folder that holds the database and, in `desktop/`, the window's own profile. */
  readonly workspace: string;
  /** A `portcullis://` link the system started us with, not yet validated. */
  readonly deepLink: string | null;
  /** Page server of `npm run dev`; never taken in a packaged app, and only on this machine. */
  readonly devServer: string | null;
}

export interface OptionsSource {
  /** Arguments after the executable (and after the app's path when not packaged). */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly packaged: boolean;
  /** The system's folder for applications' data. */
  readonly appData: string;
  /** Relative workspace paths start here. */
  readonly cwd: string;
}

/**
 * Decides which workspace opens: `--workspace DIR` opens or creates a real one, `--demo` the demo one. Without either, an
 * installed app opens the person's own workspace and a working copy opens the demo.
 *
 */
export function readDesktopOptions({ args, env, packaged, appData, cwd }: OptionsSource): DesktopOptions {
  // Chromium's own switches share the command line, so unknown options are not an error here.
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { demo: { type: 'boolean' }, workspace: { type: 'string' } },
  });
  const named = typeof values.workspace === 'string' && values.workspace !== '' ? values.workspace : undefined;
  const demo = values.demo === true || (named === undefined && !packaged);
  const home = join(appData, 'Portcullis');
  return {
    demo,
    workspace: named === undefined ? join(home, demo ? 'demo' : 'workspace') : resolve(cwd, named),
    deepLink: positionals.find((text) => text.startsWith(`${DEEP_LINK_SCHEME}:`)) ?? null,
    devServer: packaged ? null : loopbackUrl(env.ELECTRON_RENDERER_URL),
  };
}

function loopbackUrl(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) ? url.origin : null;
}
