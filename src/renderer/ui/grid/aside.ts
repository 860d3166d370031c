import { createContext, useCallback, useContext, useEffect, useRef } from 'react';

/** How a record is opened beside what is shown; the console provides it, since the ways differ between desktop and browser. */
export interface AsideActions {
  readonly open: (address: string) => void;
  /** Shows the menu of a record; false where the browser's own serves. */
  readonly menu: (address: string) => boolean;
}

export const AsideContext = createContext<AsideActions | null>(null);

interface Aside<Row> {
  readonly openAside: (row: Row) => void;
  readonly showMenu: (row: Row) => boolean;
}

/** What a grid's rows do to open beside, as functions that stay the same; where records have no address, they open in place. */
export function useAside<Row>(addressOf: ((row: Row) => string) | undefined, openInPlace: (row: Row) => void): Aside<Row> {
  const actions = useContext(AsideContext);
  const newest = useRef({ addressOf, actions });
  useEffect(() => {
    newest.current = { addressOf, actions };
  });
  const openAside = useCallback(
    (row: Row) => {
      const { addressOf: address, actions: ways } = newest.current;
      if (address === undefined || ways === null) openInPlace(row);
      else ways.open(address(row));
    },
    [openInPlace],
  );
  const showMenu = useCallback((row: Row) => {
    const { addressOf: address, actions: ways } = newest.current;
    return address !== undefined && ways?.menu(address(row)) === true;
  }, []);
  return { openAside, showMenu };
}
