import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { ConsoleContract } from '../../../src/shared/contract/console/index.ts';
import { uniform } from '../decide/workload.ts';
import { type Person, person } from './people.ts';

type Client = ContractRouterClient<ConsoleContract>;

const perKind = 250;
const warmUp = 20;
/** As the console asks: one page of the list. */
const page = 100;

/** What people type, by what they look for. */
const kinds = {
  'id, exact': ({ id }) => id,
  'id, prefix': ({ id }, cut) => id.slice(0, 2 + Math.floor(cut * 6)),
  'email, exact': ({ email }) => email,
  'email, prefix': ({ email }, cut) => email.slice(0, 2 + Math.floor(cut * 12)),
  'phone, exact': ({ phone }) => phone,
  'phone, prefix': ({ phone }, cut) => phone.slice(0, 4 + Math.floor(cut * 8)),
  'name, substring': ({ name }, cut) => {
    const length = 3 + Math.floor(cut * 5);
    const from = Math.floor(cut * 7_919) % Math.max(1, name.length - length);
    return name.slice(from, from + length);
  },
} as const satisfies Readonly<Record<string, (of: Person, cut: number) => string>>;

export type SearchKind = keyof typeof kinds;

/** Signs in over the console's own WebSocket. */
export async function openConsole(url: string): Promise<{ readonly client: Client; close(): void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/console/ws`);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const client: Client = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  await client.session.demoSignIn({ role: 'agent' });
  return { client, close: () => socket.close() };
}

export interface Searched {
  /** Milliseconds of each search, from the call to the rows in hand. */
  readonly times: readonly number[];
  /** Milliseconds of the server's processor time a search: what a busy machine adds is not in it. */
  readonly work: number;
}

/** @param workOf tells the server's processor time so far, in milliseconds */
export async function timeSearches(
  client: Client,
  customers: number,
  workOf: () => Promise<number>,
): Promise<Record<SearchKind, Searched>> {
  const next = uniform(11);
  const found: Partial<Record<SearchKind, Searched>> = {};
  for (const kind of Object.keys(kinds) as SearchKind[]) {
    const times: number[] = [];
    let before = 0;
    for (let round = -warmUp; round < perKind; round += 1) {
      if (round === 0) before = await workOf();
      const text = kinds[kind](person(Math.floor(next() * customers)), next());
      const begin = performance.now();
      await client.customers.search({ text, limit: page });
      if (round >= 0) times.push(performance.now() - begin);
    }
    found[kind] = { times, work: ((await workOf()) - before) / perKind };
  }
  return found as Record<SearchKind, Searched>;
}
