import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { KnownServer } from '../../../shared/desktop-bridge.ts';
import { parseServerAddress } from './address.ts';

const Server = z.strictObject({
  address: z.string().refine((text) => {
    const parsed = parseServerAddress(text);
    return parsed.ok && parsed.origin === text;
  }),
  workspace: z.string().max(200),
  version: z.string().max(50),
});
const File = z.strictObject({ current: z.string().nullable(), servers: z.array(Server).max(20) });

const MOST_KEPT = 8;

/** The servers that this desktop was connected to, the last used first, and whether it is now. No secret is among it. */
export class KnownServers {
  readonly #file: string;
  #current: string | null = null;
  #servers: readonly KnownServer[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** @param file a damaged or absent one counts as empty */
  constructor(file: string) {
    this.#file = file;
    try {
      const kept = File.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (!kept.success) return;
      this.#servers = kept.data.servers;
      this.#current = kept.data.current;
    } catch {
      // None yet.
    }
  }

  get current(): KnownServer | null {
    return this.#servers.find(({ address }) => address === this.#current) ?? null;
  }

  get recent(): readonly KnownServer[] {
    return this.#servers;
  }

  use(server: KnownServer): void {
    this.#servers = [server, ...this.#servers.filter(({ address }) => address !== server.address)].slice(0, MOST_KEPT);
    this.#current = server.address;
    this.#keep();
  }

  leave(): void {
    this.#current = null;
    this.#keep();
  }

  /** The server in use stays. */
  forget(address: string): void {
    if (address === this.#current) return;
    this.#servers = this.#servers.filter((server) => server.address !== address);
    this.#keep();
  }

  /** Resolves when what was last decided is on the disk. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #keep(): void {
    const text = JSON.stringify({ current: this.#current, servers: this.#servers });
    this.#writing = this.#writing
      .then(async () => {
        await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
        await rename(`${this.#file}.new`, this.#file);
      })
      .catch((cause: unknown) => console.error('the list of servers could not be kept', cause));
  }
}
