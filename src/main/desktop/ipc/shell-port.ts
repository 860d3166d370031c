import type { MessageEvent, MessagePortMain } from 'electron';
import type { DesktopPlace, PageMessage, ShellMessage } from '../../../shared/desktop-bridge.ts';
import { ShellRequest } from './messages.ts';

export interface ShellPortOptions {
  /** What is said first on every port. `isNew` holds for the window's first page and not for a reload. */
  readonly place: (isNew: boolean) => DesktopPlace;
  readonly receive: (message: PageMessage) => void;
  /** Told why a message was refused, for the log. */
  readonly refused: (reason: string) => void;
}

/** Speaks with one window's page, and keeps what is to be said while no page listens yet (at start, during a reload). */
export class ShellPort {
  readonly #options: ShellPortOptions;
  #port: MessagePortMain | null = null;
  #waiting: ShellMessage[] = [];
  #isNew = true;

  constructor(options: ShellPortOptions) {
    this.#options = options;
  }

  /** Takes the port of the page that listens from now on; the one before is closed. */
  attach(port: MessagePortMain): void {
    this.#port?.close();
    this.#port = port;
    port.once('close', () => {
      if (this.#port === port) this.#port = null;
    });
    port.on('message', (event) => this.#receive(port, event));
    port.start();
    port.postMessage({ kind: 'place', place: this.#options.place(this.#isNew) } satisfies ShellMessage);
    this.#isNew = false;
    for (const message of this.#waiting.splice(0)) port.postMessage(message);
  }

  send(message: ShellMessage): void {
    if (this.#port) this.#port.postMessage(message);
    else this.#waiting.push(message);
  }

  /** Ends what is said to the page of now; what it still says is not heard. */
  detach(): void {
    this.#port?.close();
    this.#port = null;
    this.#waiting = [];
  }

  #receive(port: MessagePortMain, { data, ports }: MessageEvent): void {
    // A page that was replaced says nothing any more.
    if (this.#port !== port) return;
    for (const extra of ports) extra.close();
    const parsed = ShellRequest.safeParse(data);
    if (parsed.success && ports.length === 0) this.#options.receive(parsed.data);
    else this.#options.refused('request does not match its schema');
  }
}
