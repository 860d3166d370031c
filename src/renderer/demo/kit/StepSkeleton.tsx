import { Skeleton, Stack } from '@mantine/core';

/** A step that is on its way, in the shape that it will have: a heading, a line, a field. @param label what is going on, for who cannot see it */
export function StepSkeleton({ label }: { readonly label: string }) {
  return (
    <Stack gap="md" role="status" aria-label={label}>
      <Skeleton height={20} width="55%" />
      <Skeleton height={14} width="80%" />
      <Skeleton height={48} width={220} />
    </Stack>
  );
}
