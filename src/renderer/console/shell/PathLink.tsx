import { Anchor } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

interface PathLinkProps {
  /** Within the console, such as `/cases/case_01…`. */
  readonly path: string;
  readonly children: ReactNode;
}

/** A link to a place that only data names. */
export function PathLink({ path, children }: PathLinkProps) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate({ href: path });
  };
  return (
    <Anchor inherit href={path} onClick={follow}>
      {children}
    </Anchor>
  );
}
