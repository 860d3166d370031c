import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface TextLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps>, AnchorProps {
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** A link in running text to another view or record. */
export const TextLink = createLink((props: TextLinkProps) => <Anchor inherit {...props} />);
