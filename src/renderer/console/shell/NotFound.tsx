import { Button } from '@mantine/core';
import { IconBug, IconLock, IconMapOff } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Permission, rolePermissions, roles } from '../../../shared/vocabulary/index.ts';
import { locale } from '../../i18n/i18n.ts';
import { list } from '../../ui/list.ts';
import { EmptyNotice } from '../../ui/notices.tsx';
import { useMe } from '../connection/use-me.ts';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyNotice
      icon={IconMapOff}
      title={t('shell.notFound.title')}
      action={
        <Button component={Link} to="/customers" variant="default" mt="sm">
          {t('shell.notFound.home')}
        </Button>
      }
    >
      {t('shell.notFound.text')}
    </EmptyNotice>
  );
}

/** Says whose work a view is; what a role may do is fixed, so that nobody can be sent to widen it. */
export function Forbidden({ permission }: { readonly permission: Permission }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const others = roles.filter((one) => rolePermissions[one].includes(permission)).map((one) => t(`words.role.${one}`));
  return (
    <EmptyNotice icon={IconLock} title={t('shell.forbidden.title')}>
      {t('shell.forbidden.text', { role: t(`words.role.${role}`), roles: list(others, locale()) })}
    </EmptyNotice>
  );
}

/** Takes the place of a view that threw. The rest of the console goes on. */
export function ViewFailed() {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <EmptyNotice
      icon={IconBug}
      title={t('shell.failed.title')}
      action={
        <Button variant="default" mt="sm" onClick={() => void router.invalidate()}>
          {t('shell.failed.reload')}
        </Button>
      }
    >
      {t('shell.failed.text')}
    </EmptyNotice>
  );
}
