import type { Me } from '../data/queries.ts';
import { texts } from '../texts.ts';
import { Note, TimeLeft } from './parts.tsx';

/** Withdrawals wait: why, and for how long by the engine's clock (WH-02). */
export function Held({ held }: { readonly held: NonNullable<Me['held']> }) {
  return (
    <Note tone="warn" title={texts.held.title}>
      <p>{held.reason}</p>
      {held.endsAt !== null && (
        <p style={{ marginTop: 8 }}>
          <TimeLeft to={held.endsAt} /> {texts.held.left}
        </p>
      )}
    </Note>
  );
}
