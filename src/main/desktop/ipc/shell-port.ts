import type { MessagePortMain } from 'electron';
import type { ShellMessage } from '../../../shared/desktop-bridge.ts';

/** Sends the shell's messages to the console, and keeps them while no page listens yet (at start, during a reload). */
export class ShellPort {
  #port: MessagePortMain | null = null;
  #waiting: ShellMessage[] = [];

  /** Takes the port of the page that listens from now on; the one before is closed. */
  attach(port: MessagePortMain): void {
    this.#port?.close();
    this.#port = port;
    port.once('close', () => {
      if (this.#port === port) this.#port = null;
    });
    port.start();
    for (const message of this.#waiting.splice(0)) port.postMessage(message);
  }

  send(message: ShellMessage): void {
    if (this.#port) this.#port.postMessage(message);
    else this.#waiting.push(message);
  }
}
