import { useEffect, useRef } from 'react';

const TAKES_ESCAPE = '[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]';

const isSomethingOpen = (): boolean => [...document.querySelectorAll(TAKES_ESCAPE)].some((element) => element.checkVisibility());

interface EscapeOptions {
  /** The first Escape only leaves the field that is being typed into. */
  readonly leavesFieldFirst?: boolean;
}

/** Calls back on Escape, unless a dialog, a menu or a list of choices was open and took it. */
export function useEscape(onEscape: () => void, { leavesFieldFirst = false }: EscapeOptions = {}): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  useEffect(() => {
    let taken = false;
    // Asked before anybody has heard of the key: whatever it closes is gone by the time it comes round.
    const before = (event: KeyboardEvent) => {
      if (event.key === 'Escape') taken = isSomethingOpen();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || taken) return;
      if (leavesFieldFirst && (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement)) {
        event.target.blur();
        return;
      }
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', before, { capture: true });
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', before, { capture: true });
      window.removeEventListener('keydown', onKey);
    };
  }, [leavesFieldFirst]);
}
