import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import { CONNECT_CHANNEL, type PortPurpose } from '../../../shared/desktop-bridge.ts';
import { ConnectMessage } from './messages.ts';
import { isFromConsole } from './sender.ts';

/** A port on which the console contract is to be answered. */
export type EnginePort = MessagePortMain;

export type PortReceiver = (purpose: PortPurpose, port: MessagePortMain) => void;

export interface PortListenerOptions {
  readonly contents: WebContents;
  readonly trustedOrigin: string;
  readonly receive: PortReceiver;
  /** Told why a message was refused, for the log. */
  readonly refused: (reason: string) => void;
}

/**
 * The only IPC listener of the app: takes message ports from the console's page, after checking who sent them and that the
 * message is exactly what the schema says with exactly one port. Everything else is refused and its ports are closed.
 */
export function acceptPorts({ contents, trustedOrigin, receive, refused }: PortListenerOptions): void {
  contents.ipc.on(CONNECT_CHANNEL, (event: IpcMainEvent, message: unknown) => {
    const refuse = (reason: string) => {
      for (const port of event.ports) port.close();
      refused(reason);
    };
    if (!isFromConsole(event, contents, trustedOrigin)) return refuse('sender is not the console');
    const parsed = ConnectMessage.safeParse(message);
    if (!parsed.success) return refuse('message does not match its schema');
    const [port, ...others] = event.ports;
    if (port === undefined || others.length > 0) return refuse('message does not carry one port');
    receive(parsed.data.purpose, port);
  });
}
