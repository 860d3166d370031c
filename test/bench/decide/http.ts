import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { BenchFault } from '../harness.ts';

const program = fileURLToPath(new URL('./server.ts', import.meta.url));

/** A server in a process of its own, and connections to it that stay open. */
export interface HttpTarget {
  /** Submits one operation. @throws BenchFault on any answer but a decision */
  submit(operation: OperationInput): Promise<void>;
  close(): Promise<void>;
}

/** @param connections kept open, each carrying one request at a time */
export async function startHttp(rulesFile: string | undefined, eventsFile: string | undefined, connections: number): Promise<HttpTarget> {
  const server = spawn(process.execPath, [program, rulesFile ?? '', eventsFile ?? ''], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(server, 'exit');
  const said = once(createInterface(server.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([said, exit.then(() => [''])]);
  if (line === undefined || line === '') throw new BenchFault('The server did not start');
  const { url, token } = JSON.parse(line) as { readonly url: string; readonly token: string };
  const pool = new Pool(url, { connections, pipelining: 1 });
  return {
    async submit(operation) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/platform/v1/operations',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(operation),
      });
      const text = await body.text();
      if (statusCode >= 300) throw new BenchFault(`The server answered ${statusCode}: ${text}`);
    },
    async close() {
      await pool.close();
      server.stdin.end();
      await exit;
    },
  };
}
