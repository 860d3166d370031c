import { Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, rolePermissions } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { list } from '../../../ui/list.ts';
import { api, client, queryClient } from '../../connection/api.ts';
import { RoleSelect } from './Invite.tsx';
import type { Person } from './People.tsx';

const SHORTEST = 3;

/** Another role for somebody, with what they gain and lose by it. */
export function ChangeRole({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role>(person.role);
  const [reason, setReason] = useState('');
  const [now, then] = [rolePermissions[person.role], rolePermissions[role]];
  const words = (names: readonly (typeof now)[number][]) =>
    list(
      names.map((name) => t(`words.permission.${name}`)),
      locale(),
    );
  const gained = then.filter((name) => !now.includes(name));
  const lost = now.filter((name) => !then.includes(name));
  return (
    <FormDialog
      title={t('staff.changeRole.title', { name: person.name })}
      confirm={t('staff.changeRole.confirm')}
      ready={role !== person.role && reason.trim().length >= SHORTEST}
      onClose={onClose}
      onConfirm={async () => {
        await client.staff.changeRole({ id: person.id, role, reason: reason.trim() });
        notifications.show({ message: t('staff.changeRole.done', { name: person.name, role: t(`words.role.${role}`) }) });
        void queryClient.invalidateQueries({ queryKey: api.staff.key() });
        onClose();
      }}
    >
      {() => (
        <>
          <RoleSelect value={role} onChange={setRole} />
          {gained.length > 0 && (
            <Text size="sm">
              <strong>{t('staff.changeRole.gains')}</strong> {words(gained)}
            </Text>
          )}
          {lost.length > 0 && (
            <Text size="sm">
              <strong>{t('staff.changeRole.loses')}</strong> {words(lost)}
            </Text>
          )}
          <Text size="sm">{t('staff.changeRole.about', { name: person.name })}</Text>
          <Textarea
            label={t('ui.reason.label')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            maxLength={200}
            required
          />
        </>
      )}
    </FormDialog>
  );
}
