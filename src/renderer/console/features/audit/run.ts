import { Watched } from '../../../ui/watched.ts';

/** How a piece of work on the whole trail stands. */
export type Standing<End> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number; readonly again: boolean }
  | { readonly kind: 'stopped'; readonly done: number }
  | { readonly kind: 'interrupted'; readonly done: number; readonly total: number; readonly goOn: () => void }
  | { readonly kind: 'ended'; readonly end: End }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Kept<Wish> {
  readonly by: string;
  readonly wish: Wish;
  readonly done: number;
  readonly total: number;
}

/** What happens after a reload to work that had not ended: it begins anew by itself, or says that it was interrupted and asks. */
type AfterReload = 'again' | 'ask';

/**
 * Work on the whole trail that goes on while its view is away. Until it has ended its wish is kept with the window, so that after a reload it
 * can begin anew: what was read before was never shown to be whole.
 */
export class TrailRun<Wish, End> {
  readonly standing = new Watched<Standing<End>>({ kind: 'idle' });
  readonly #key: string;
  readonly #afterReload: AfterReload;
  readonly #work: (wish: Wish, signal: AbortSignal, tell: (done: number, total: number) => void) => Promise<End>;
  #control: AbortController | null = null;

  constructor(
    name: string,
    afterReload: AfterReload,
    work: (wish: Wish, signal: AbortSignal, tell: (done: number, total: number) => void) => Promise<End>,
  ) {
    this.#key = `portcullis.trail.${name}`;
    this.#afterReload = afterReload;
    this.#work = work;
  }

  /** @param by whose work it is: nobody else who signs in here goes on with it */
  start(by: string, wish: Wish): void {
    void this.#run(by, wish, false);
  }

  /** Comes back to what this person had begun before a reload. */
  resume(by: string): void {
    const { kind } = this.standing.get();
    const kept = sessionStorage.getItem(this.#key);
    if (kind === 'running' || kept === null) return;
    const { by: whose, wish, done, total } = JSON.parse(kept) as Kept<Wish>;
    if (whose !== by) this.#forget();
    else if (this.#afterReload === 'again') void this.#run(by, wish, true);
    else this.standing.set({ kind: 'interrupted', done, total, goOn: () => void this.#run(by, wish, true) });
  }

  /** The person left: nothing goes on, and nothing of it shows to whoever comes next. */
  leave(): void {
    this.#control?.abort();
    this.standing.set({ kind: 'idle' });
  }

  stop(): void {
    this.#control?.abort();
    this.#forget();
    this.standing.update((now) => (now.kind === 'running' ? { kind: 'stopped', done: now.done } : now));
  }

  dismiss(): void {
    this.#forget();
    this.standing.set({ kind: 'idle' });
  }

  async #run(by: string, wish: Wish, again: boolean): Promise<void> {
    this.#control?.abort();
    const control = new AbortController();
    this.#control = control;
    const { signal } = control;
    const tell = (done: number, total: number) => {
      if (signal.aborted) return;
      sessionStorage.setItem(this.#key, JSON.stringify({ by, wish, done, total } satisfies Kept<Wish>));
      this.standing.set({ kind: 'running', done, total, again });
    };
    tell(0, 0);
    try {
      const end = await this.#work(wish, signal, tell);
      if (signal.aborted) return;
      this.#forget();
      this.standing.set({ kind: 'ended', end });
    } catch (error) {
      if (signal.aborted) return;
      this.#forget();
      this.standing.set({ kind: 'failed', error });
    }
  }

  #forget(): void {
    sessionStorage.removeItem(this.#key);
  }
}
