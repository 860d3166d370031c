import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runSimulation } from '../../../src/main/compose/simulation.ts';
import type { Invariant } from '../../../src/main/demo/simulation/ledger.ts';
import { temporaryDatabase } from '../../support/store.ts';
import { broken, nothing } from './report.ts';

describe('a simulated population', () => {
  const liars: Server[] = [];
  afterEach(async () => {
    for (const liar of liars.splice(0)) await new Promise((resolve) => liar.close(resolve));
  });

  it('breaks none of what must always hold on PostgreSQL either', async () => {
    const { target, remove } = await temporaryDatabase();
    try {
      const report = await runSimulation({ customers: 15, hours: 24, seed: 'postgres', target });
      expect(broken(report)).toEqual(nothing);
      expect(report.operations).toBeGreaterThan(80);
    } finally {
      await remove();
    }
  }, 300_000);

  it('notices a server that carries an operation out twice, and tells how it came to that', async () => {
    const between = async (url: string): Promise<string> => {
      const liar = createServer((request, response) => {
        void (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk as Buffer);
          const headers = Object.fromEntries(
            Object.entries(request.headers).filter(([name]) => !/^(host|connection|content-length)$/.test(name)),
          );
          const answer = await fetch(url + request.url, {
            method: request.method ?? 'GET',
            headers: headers as Record<string, string>,
            ...(request.method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
          });
          const body = await answer.text();
          const lies = request.url?.endsWith('/execute') === true;
          response.writeHead(lies ? 200 : answer.status, { 'content-type': 'application/json' });
          response.end(lies ? JSON.stringify({ operation: { status: 'executed', canonicalText: '' } }) : body);
        })();
      });
      await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
      liars.push(liar);
      return `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    };
    const report = await runSimulation({ customers: 12, hours: 24, seed: 'liar', between });
    const found = new Set<Invariant>(report.breaches.map(({ invariant }) => invariant));
    expect(found).toContain('executed_once');
    expect(found).toContain('executed_as_signed');
    const breach = report.breaches.find(({ invariant }) => invariant === 'executed_once');
    expect(breach?.trace.filter((call) => call.includes('/execute')).length).toBeGreaterThan(1);
    expect(report.broken).toBeGreaterThan(0);
  }, 300_000);
});
