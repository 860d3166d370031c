import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StoreTarget } from '../../../src/main/store/open.ts';
import { testEpoch } from '../../support/ports.ts';

const day = 86_400_000;

/** A process of its own that works as fast as it can, and prints a line for each thing that was acknowledged, after it was. */
export class KillableProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #heard: (word: string, id: string, value: string) => void;
  #ready = false;
  #why = 'it said nothing';
  #lines = 0;
  #waiting: (() => void) | undefined;

  /**
   * @param program the file beside this one that it runs
   * @param round each begins a season later than the one before, because engine time does not go back
   * @param heard told of each line: its first word, an id, and a value
   */
  constructor(program: string, target: StoreTarget, round: number, heard: (word: string, id: string, value: string) => void) {
    this.#heard = heard;
    const file = fileURLToPath(new URL(program, import.meta.url));
    this.#child = spawn(process.execPath, [file, JSON.stringify(target), String(testEpoch + round * 100 * day)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#closed = once(this.#child, 'close');
    if (this.#child.stdout === null) throw new Error('no output');
    createInterface(this.#child.stdout).on('line', (line) => this.#hear(line));
    void this.#closed.then(() => this.#waiting?.());
  }

  #hear(line: string): void {
    const [word = '', id = '', value = ''] = line.split(' ');
    if (word === 'ready') this.#ready = true;
    else if (word === 'ended') this.#why = line;
    else this.#heard(word, id, value);
    if (this.#ready) this.#lines += 1;
    this.#waiting?.();
  }

  /**
   * Waits until so much was acknowledged, and a moment longer, so that the kill falls anywhere in a commit.
   * @param enough whether there is enough of each kind of it
   */
  async until(count: number, thenMs: number, enough: () => boolean = () => true): Promise<void> {
    while (this.#lines <= count || !enough()) {
      if (this.#child.exitCode !== null) throw new Error(`The process ended by itself: ${this.#why}`);
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    await pause(thenMs);
  }

  /** SIGKILL; resolves when everything it had said was heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
