/** Registers the worker that keeps the app's shell, so that it can be installed and opens without a network. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  // Without it the app works all the same, so a browser that refuses is none of the owner's business.
  await navigator.serviceWorker.register('/phone/worker.js', { scope: '/phone/' }).catch(() => undefined);
}
