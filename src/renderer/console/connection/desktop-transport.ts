import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { connectRequest } from '../../../shared/desktop-bridge.ts';
import type { Link, Transport } from './transport.ts';

/** To the engine in the desktop app's main process, over a port that the preload hands on. */
export const desktopTransport: Transport = async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise<void>((resolve) => port1.addEventListener('close', () => resolve()));
  const link: Link = new MessagePortLink({ port: port1 });
  port1.start();
  window.postMessage(connectRequest('engine'), window.location.origin, [port2]);
  return { link, closed, close: () => port1.close() };
};
