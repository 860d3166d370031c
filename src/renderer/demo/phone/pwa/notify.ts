import { texts } from '../texts.ts';

/** Whether the system may be asked for leave to notify: it has not been asked yet, and the app can be installed here. */
export const mayAsk = (): boolean => 'Notification' in globalThis && 'serviceWorker' in navigator && Notification.permission === 'default';

/** Asks the owner, who has to have tapped something. @returns whether notifications come from now on */
export const askLeave = async (): Promise<boolean> => (await Notification.requestPermission()) === 'granted';

/**
 * A notification of the system, where the owner allows it. It says what kind of operation waits and no address: whoever looks at a locked
 * phone learns little, and nobody approves from a notification.
 */
export async function notify(what: string, id: string): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const registration = await navigator.serviceWorker?.getRegistration('/phone/');
  await registration?.showNotification(texts.home.waiting, { body: what, tag: id, icon: '/phone/icon-192.png' });
}
