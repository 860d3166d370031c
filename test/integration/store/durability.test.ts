import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openReadStore, openStore } from '../../../src/main/store/open.ts';
import { temporaryWorkspace } from '../../support/store.ts';
import { insertSetting, names, setting } from './statements.ts';

const program = fileURLToPath(new URL('./writing-process.ts', import.meta.url));

/** A process of its own that writes pairs of rows as fast as it can and prints each pair's number after its commit. */
class WritingProcess {
  readonly acknowledged: string[] = [];
  readonly #child: ChildProcess;
  readonly #lines;

  constructor(workspace: string) {
    this.#child = spawn(process.execPath, [program, workspace], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#child.stdout === null) throw new Error('no output');
    this.#lines = createInterface(this.#child.stdout);
    this.#lines.on('line', (line) => this.acknowledged.push(line));
  }

  async until(count: number): Promise<void> {
    while (this.acknowledged.length < count) await once(this.#lines, 'line');
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}

describe('a process that is killed', () => {
  const endings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  function place(): string {
    const { target, remove } = temporaryWorkspace();
    endings.push(remove);
    return target.workspace;
  }

  function start(workspace: string): WritingProcess {
    const writing = new WritingProcess(workspace);
    endings.push(() => writing.kill());
    return writing;
  }

  it('leaves everything it had acknowledged, and no half of anything', async () => {
    const workspace = place();
    const all: string[] = [];
    for (const count of [1, 50, 400, 1_500]) {
      const writing = start(workspace);
      await writing.until(count);
      await writing.kill();
      all.push(...writing.acknowledged);
      const store = await openStore({ workspace });
      const found = new Set(await names(store));
      await store.close();
      expect(all.filter((pair) => !found.has(`${pair} left`) || !found.has(`${pair} right`))).toEqual([]);
      expect([...found].filter((name) => !found.has(name.replace(/left|right/u, (side) => (side === 'left' ? 'right' : 'left'))))).toEqual(
        [],
      );
    }
  });

  it('held the workspace until then, and no longer', async () => {
    const workspace = place();
    const writing = start(workspace);
    await writing.until(1);
    await expect(openStore({ workspace })).rejects.toMatchObject({ code: 'workspace_in_use' });
    const reader = await openReadStore({ workspace });
    expect((await names(reader)).length).toBeGreaterThan(0);
    await reader.close();
    await writing.kill();
    const store = await openStore({ workspace });
    await store.close();
  });
});

describe('a workspace', () => {
  it.runIf(process.platform !== 'win32')('is readable by its owner only', async () => {
    const { target, remove } = temporaryWorkspace();
    const folder = join(target.workspace, 'new');
    const store = await openStore({ workspace: folder });
    await store.write((tx) => tx.run(insertSetting, setting('a')));
    const modes = [folder, ...readdirSync(folder).map((name) => join(folder, name))].map((path) => statSync(path).mode & 0o077);
    await store.close();
    await remove();
    expect(modes.length).toBeGreaterThan(3);
    expect(modes.every((mode) => mode === 0)).toBe(true);
  });

  it('opens once at a time within a process, too, and again after it was closed', async () => {
    const { target, remove } = temporaryWorkspace();
    const first = await openStore(target);
    await expect(openStore(target)).rejects.toMatchObject({ code: 'workspace_in_use', message: expect.stringContaining(target.workspace) });
    await first.close();
    const second = await openStore(target);
    await second.close();
    await remove();
  });
});
