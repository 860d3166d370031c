import { useLayoutEffect, useRef } from 'react';
import { HeldKeys } from './held-keys.ts';
import { useWatched } from './use-watched.ts';
import { Watched } from './watched.ts';

export type ShortcutGroup = 'everywhere' | 'list' | 'record';

export interface Shortcut {
  /** One key such as `e` or `?`, or two after each other such as `g c`. */
  readonly keys: string;
  readonly label: string;
  readonly group: ShortcutGroup;
  readonly run: () => void;
}

const SEQUENCE_MS = 1_200;
const PREFERENCE = 'portcullis.single-keys';

const all = new Watched<readonly Shortcut[]>([]);

/** People who speak to their machine, or hit keys by accident, can switch single keys off (WCAG 2.1.4). */
export const singleKeys = new Watched<boolean>(localStorage.getItem(PREFERENCE) !== 'off');

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(PREFERENCE, on ? 'on' : 'off');
  singleKeys.set(on);
}

/**
 * Offers a shortcut for as long as the component shows and `enabled` holds. The latest offer of a key wins. Offered before the page is
 * painted: whoever sees the button can press its key.
 */
export function useShortcut(shortcut: Shortcut, enabled = true): void {
  const { keys, label, group } = shortcut;
  const run = useRef(shortcut.run);
  useLayoutEffect(() => {
    run.current = shortcut.run;
  });
  useLayoutEffect(() => {
    if (!enabled) return;
    const offered: Shortcut = { keys, label, group, run: () => run.current() };
    all.update((before) => [...before, offered]);
    return () => all.update((before) => before.filter((one) => one !== offered));
  }, [keys, label, group, enabled]);
}

const held = new HeldKeys();
const clock = (): number => performance.now();

/** While something works that turns buttons off, their keys wait for its end. */
export function useHeldKeys(busy: boolean): void {
  useLayoutEffect(() => (busy ? held.hold(clock) : undefined), [busy]);
}

/** Carries out a key that waited, once what answers it is offered again and has seen what the work changed. */
function answerHeld(): void {
  if (isDialogOpen()) held.drop();
  const key = held.next((waiting) => find(all.get(), waiting) !== undefined, clock());
  if (key !== undefined) find(all.get(), key)?.run();
}

/** What can be done by key right now, each key once. */
export function useShortcuts(): readonly Shortcut[] {
  const offered = useWatched(all);
  return [...new Map(offered.map((shortcut) => [shortcut.keys, shortcut])).values()];
}

/** Carries out shortcuts typed anywhere in the window. Returns how to stop. */
export function listenForShortcuts(): () => void {
  let first: { readonly key: string; readonly at: number } | null = null;
  const onKey = (event: KeyboardEvent) => {
    if (!singleKeys.get() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length !== 1) return;
    if (isTyping(event.target) || isDialogOpen()) return;
    const offered = all.get();
    const sequence = first !== null && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : null;
    const match = find(offered, sequence) ?? find(offered, event.key);
    first =
      match === undefined && offered.some(({ keys }) => keys.startsWith(`${event.key} `)) ? { key: event.key, at: event.timeStamp } : null;
    if (match === undefined) {
      if (first === null) held.keep(event.key);
      return;
    }
    event.preventDefault();
    match.run();
  };
  window.addEventListener('keydown', onKey);
  const unwatch = all.watch(() => void setTimeout(answerHeld));
  return () => {
    window.removeEventListener('keydown', onKey);
    unwatch();
  };
}

function find(offered: readonly Shortcut[], keys: string | null): Shortcut | undefined {
  return keys === null ? undefined : offered.findLast((shortcut) => shortcut.keys === keys);
}

const WITHOUT_TEXT = /^(radio|checkbox|button|submit|reset|file|range|color)$/;

/** Text fields take every key, and so do menus and list boxes, which search by letters. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !WITHOUT_TEXT.test(target.type);
  return (
    target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="menu"], [role="listbox"]') !== null
  );
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null || document.body.dataset.locked !== undefined;
}
