import { useEffect, useRef } from 'react';

/** Calls back on Escape, unless a dialog or menu takes it, or something is being typed. */
export function useEscape(onEscape: () => void): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]') !== null) return;
      if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) {
        event.target.blur();
        return;
      }
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
