import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Permission, permissions, rolePermissions, roles } from '../../../../shared/vocabulary/index.ts';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';

/** The permission table as the engine has it. */
export function RoleTable() {
  const { t } = useTranslation();
  const columns: readonly MiniColumn<Permission>[] = [
    { name: t('staff.permission'), wide: true, cell: (permission) => t(`words.permission.${permission}`) },
    ...roles.map((role) => ({
      name: t(`words.role.${role}`),
      cell: (permission: Permission) =>
        rolePermissions[role].includes(permission) ? <IconCheck size={15} role="img" aria-label={t('ui.yes')} /> : null,
    })),
  ];
  return <MiniTable label={t('staff.roles')} columns={columns} rows={permissions} rowId={(permission) => permission} />;
}
