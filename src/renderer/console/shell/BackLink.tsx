import { Button, type ButtonProps } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface BackLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>, ButtonProps {
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** The way from a record back to the list that it stands in. */
export const BackLink = createLink((props: BackLinkProps) => (
  <Button component="a" variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowLeft size={15} aria-hidden />} {...props} />
));
