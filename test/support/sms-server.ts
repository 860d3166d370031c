import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenSms {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly to: string; readonly text: string; readonly reference: string };
}

export interface SmsServer {
  /** Every call, taken or not. */
  readonly calls: TakenSms[];
  /** Answers the next calls with these statuses; 0 breaks the connection off. */
  failNext(...statuses: readonly number[]): void;
  readonly url: string;
  close(): Promise<void>;
}

/** An SMS provider on this machine. */
export async function startSmsServer(): Promise<SmsServer> {
  const calls: TakenSms[] = [];
  const failures: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as TakenSms['body'] });
      const status = failures.shift() ?? 202;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { location: '/elsewhere' }).end('{"said":"something"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    calls,
    failNext: (...statuses) => void failures.push(...statuses),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
