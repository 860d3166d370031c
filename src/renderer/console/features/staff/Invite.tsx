import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '../../../../shared/vocabulary/index.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { client, type Outputs } from '../../connection/api.ts';

export type Invited = Outputs['staff']['invitations']['create'];

interface InviteProps {
  readonly onClose: () => void;
  readonly onInvited: (invited: Invited) => void;
}

/** Names who is to join and as what; password and second factor are theirs to set. */
export function Invite({ onClose, onInvited }: InviteProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  return (
    <FormDialog
      title={t('staff.invite.title')}
      confirm={t('staff.invite.confirm')}
      ready={name.trim() !== '' && email.includes('@')}
      onClose={onClose}
      onConfirm={async () => onInvited(await client.staff.invitations.create({ name: name.trim(), email: email.trim(), role }))}
    >
      {(error) => (
        <>
          <Text size="sm">{t('staff.invite.about')}</Text>
          <TextInput
            label={t('staff.invite.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            autoComplete="off"
            error={fieldMessage(error, 'name')}
            required
            data-autofocus
          />
          <TextInput
            label={t('staff.invite.email')}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            maxLength={254}
            autoComplete="off"
            error={fieldMessage(error, 'email')}
            required
          />
          <RoleSelect value={role} onChange={setRole} />
        </>
      )}
    </FormDialog>
  );
}

/** A role, with what it is for. */
export function RoleSelect({ value, onChange }: { readonly value: Role; readonly onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('staff.invite.role')}
      description={t(`words.roleDoes.${value}`)}
      value={value}
      onChange={(chosen) => onChange(roles.find((one) => one === chosen) ?? value)}
      allowDeselect={false}
      data={roles.map((one) => ({ value: one, label: t(`words.role.${one}`) }))}
    />
  );
}

/** The code of an invitation where no mail leaves the workspace, shown once; only the button closes it. */
export function HandOverCode({ invited, onClose }: { readonly invited: Invited; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { name } = invited.invitation;
  return (
    <Dialog
      onClose={onClose}
      title={t('staff.invite.codeTitle', { name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="sm">
        <Text size="sm">{t('staff.invite.codeAbout', { name })}</Text>
        <CopyText text={invited.code ?? ''} name={t('staff.invite.code')} boxed />
        <Button onClick={onClose} ml="auto">
          {t('staff.invite.codeDone')}
        </Button>
      </Stack>
    </Dialog>
  );
}
