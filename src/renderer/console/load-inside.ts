import type { Routes } from './connection/desktop-shell.ts';

type Loaded = typeof import('./Inside.tsx');

/** Kept over the reload that the absence of the views led to, until they are there. */
const RELOADED = 'portcullis.reloadedForViews';

let loading: Promise<Loaded> | null = null;
let loaded: Loaded | null = null;
let tellLoaded: (views: Loaded) => void = () => undefined;
const whenLoaded = new Promise<Loaded>((resolve) => {
  tellLoaded = resolve;
});

/** The views, which are most of the console and nothing that the sign-in needs: loaded once, after it. */
export function loadInside(): Promise<Loaded> {
  loading ??= import('./Inside.tsx').then(
    (views) => {
      loaded = views;
      sessionStorage.removeItem(RELOADED);
      tellLoaded(views);
      return views;
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/**
 * As {@link loadInside}, where they are needed now. That they do not come, over a connection that somebody just signed in by, means that the
 * server delivers another version by now: the page begins anew with that one, and the session goes on.
 * @returns null where the page that came anew has no views either
 */
export function needInside(): Promise<Loaded | null> {
  return loadInside().catch(() => {
    if (sessionStorage.getItem(RELOADED) !== null) return null;
    sessionStorage.setItem(RELOADED, '');
    window.location.reload();
    return new Promise<never>(() => undefined);
  });
}

/** Loads the views while nothing else is to be done. */
export function loadInsideSoon(): void {
  const load = () => void loadInside().catch(() => undefined);
  if ('requestIdleCallback' in window) window.requestIdleCallback(load, { timeout: 2_000 });
  else setTimeout(load, 200);
}

/** The window's routes, known by its address until the views are there. */
export const insideRoutes: Routes = {
  navigate: (path) => void loadInside().then(({ router }) => router.navigate({ href: path })),
  shownPath() {
    const { pathname, search, hash } = window.location;
    return loaded?.router.state.location.href ?? `${pathname}${search}${hash}`;
  },
  onNavigated: (listener) => void whenLoaded.then(({ router }) => router.subscribe('onResolved', listener)),
};
