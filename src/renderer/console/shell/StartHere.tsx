import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../connection/use-me.ts';

/** The two ways by which an empty workspace comes to life, for those who may take them. */
export function StartHere({ justify = 'center' }: { readonly justify?: 'center' | 'flex-start' }) {
  const { t } = useTranslation();
  const mayConnect = useMay('integration.manage');
  const mayImport = useMay('import.run');
  if (!mayConnect && !mayImport) return null;
  return (
    <Group gap="xs" mt="sm" justify={justify}>
      {mayConnect && (
        <Button component={Link} to="/integration" variant="default">
          {t('shell.start.connect')}
        </Button>
      )}
      {mayImport && (
        <Button component={Link} to="/import" variant="default">
          {t('shell.start.import')}
        </Button>
      )}
    </Group>
  );
}
