import { createContext, type ReactNode, useContext, useState } from 'react';
import { OperationDialog } from './OperationDialog.tsx';
import type { Asked } from './wish.ts';

type Start = (asked: Asked) => void;

const StartContext = createContext<Start | null>(null);

/** Whatever needs Portcullis' leave goes one way: ask, step up, carry out. The dialog shows where it is. */
export function OperationProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<{ readonly asked: Asked; readonly round: number } | null>(null);
  return (
    <StartContext value={(next) => setAsked((former) => ({ asked: next, round: (former?.round ?? 0) + 1 }))}>
      {children}
      {asked !== null && <OperationDialog key={asked.round} asked={asked.asked} onClose={() => setAsked(null)} />}
    </StartContext>
  );
}

/** Begins an operation. */
export function useOperation(): Start {
  const start = useContext(StartContext);
  if (start === null) throw new Error('Operations are begun inside the exchange.');
  return start;
}
