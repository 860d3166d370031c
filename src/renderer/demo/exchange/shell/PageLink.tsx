import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';

interface PageLinkProps {
  readonly to: string;
  readonly className?: string | undefined;
  /** Marked as the current page only on this very path, not on those below it. */
  readonly activeOptions?: { readonly exact: boolean };
  readonly children: ReactNode;
}

/** A link inside the exchange. The router's own type knows the console's routes only: one program of types holds both. */
export const PageLink = Link as unknown as (props: PageLinkProps) => ReactElement;
