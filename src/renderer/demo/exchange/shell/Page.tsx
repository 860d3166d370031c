import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PageLink } from './PageLink.tsx';

interface PageProps {
  readonly title: string;
  readonly intro?: string;
  /** At the upper right. */
  readonly actions?: ReactNode;
  /** Leads back to the security centre. */
  readonly inSecurity?: boolean;
  readonly children: ReactNode;
}

/** A page's heading and what stands under it. */
export function Page({ title, intro, actions, inSecurity = false, children }: PageProps) {
  return (
    <Stack gap="lg">
      <div>
        {inSecurity && (
          <Anchor component={PageLink} to="/security" size="sm">
            <Group gap={4} component="span" display="inline-flex">
              <IconChevronLeft size={16} aria-hidden />
              Security centre
            </Group>
          </Anchor>
        )}
        <Group justify="space-between" align="flex-end" mt={4}>
          <Title order={1}>{title}</Title>
          {actions}
        </Group>
        {intro !== undefined && (
          <Text c="dimmed" mt={6} maw={640}>
            {intro}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
