import { Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Loading } from './Loading.tsx';

const BLOCKS = [40, 180, 140, 220];

/** The shape of a page whose content is on its way. */
export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <Loading>
      <Stack p="lg" gap="md" role="status" aria-label={t('ui.loading')}>
        {BLOCKS.map((height) => (
          <Skeleton key={height} height={height} radius="md" />
        ))}
      </Stack>
    </Loading>
  );
}
