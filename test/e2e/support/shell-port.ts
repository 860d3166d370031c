import { expect } from '@playwright/test';
import type { Desktop } from './electron.ts';

/** Posts a message with ports from the page, as the console would, and waits until the main process has closed them all. */
export function closedAfter(desktop: Desktop, message: unknown, ports = 1): Promise<string> {
  return desktop.page.evaluate(
    async ([data, count]) => {
      const channels = Array.from({ length: count as number }, () => new MessageChannel());
      const closed = channels.map(({ port1 }) => new Promise((resolve) => port1.addEventListener('close', resolve)));
      for (const { port1 } of channels) port1.start();
      window.postMessage(
        data,
        window.location.origin,
        channels.map(({ port2 }) => port2),
      );
      await Promise.all(closed);
      return 'closed';
    },
    [message, ports] as const,
  );
}

/** Takes the shell's port from the console, and returns how to read what the shell has said over it since. */
export async function listenToShell(desktop: Desktop): Promise<() => Promise<unknown[]>> {
  // The console takes its own port when it starts, and the last one to come is the one that hears.
  await expect(desktop.page.locator('#app')).not.toBeEmpty();
  await desktop.page.evaluate(() => {
    const heard: unknown[] = [];
    Reflect.set(window, 'heardFromShell', heard);
    const { port1, port2 } = new MessageChannel();
    // Where the data is comes first on every port; what follows is what the shell has to say.
    port1.addEventListener(
      'message',
      (event: MessageEvent<{ readonly kind: string }>) => event.data.kind !== 'place' && heard.push(event.data),
    );
    port1.start();
    window.postMessage({ portcullis: 'connect', purpose: 'shell' }, window.location.origin, [port2]);
  });
  // Messages keep their order: once this one has been refused, the one before has been taken.
  await closedAfter(desktop, { portcullis: 'connect', purpose: 'nothing' });
  return () => desktop.page.evaluate(() => Reflect.get(window, 'heardFromShell') as unknown[]);
}
