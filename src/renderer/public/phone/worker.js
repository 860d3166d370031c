// The phone's service worker. It keeps the app's shell, so that the app opens without a network and can be installed, and nothing else: no
// answer of an API, no message and no request is ever stored. It runs under the policy of its own file and evaluates nothing.

const CACHE = 'phone-shell-1';
const SHELL = '/phone/';
const FILES = '/assets/';
/** Built files are named after their content and pile up with each release; this many are more than one release has. */
const MOST_FILES = 120;

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

/** The page and the files that it names: what was loaded before this worker was there passed it by. */
async function keepShell() {
  const cache = await caches.open(CACHE);
  const shell = await fetch(SHELL);
  if (!shell.ok) throw new Error(`The page was answered ${shell.status}`);
  const files = new Set((await shell.clone().text()).match(/\/assets\/[\w.-]+/g));
  await cache.put(SHELL, shell);
  await cache.addAll([...files]);
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name.startsWith('phone-shell-') && name !== CACHE).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request));
});

/** The page from the network, with the nonce and policy made for it; the kept one, with those that came with it, when there is no network. */
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(SHELL, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(SHELL);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A built file never changes under its name, so the kept one is as good as the server's. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) {
    await cache.put(request, fresh.clone());
    const all = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(FILES));
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_FILES)).map((old) => cache.delete(old)));
  }
  return fresh;
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((open) => {
      const app = open.find((client) => new URL(client.url).pathname.startsWith(SHELL));
      return app === undefined ? self.clients.openWindow(SHELL) : app.focus();
    }),
  );
});
