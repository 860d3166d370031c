import { Button, Modal, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '../../../../shared/vocabulary/index.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { client, type Outputs } from '../../connection/api.ts';
import { PasswordStrength } from '../../sign-in/PasswordStrength.tsx';

const SHORTEST_PASSWORD = 12;

export interface Added {
  readonly name: string;
  readonly authenticator: Outputs['staff']['create'];
}

interface AddStaffProps {
  readonly onClose: () => void;
  readonly onAdded: (added: Added) => void;
}

export function AddStaff({ onClose, onAdded }: AddStaffProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={t('staff.add')}
      confirm={t('staff.create.confirm')}
      ready={name.trim() !== '' && email.includes('@') && password.length >= SHORTEST_PASSWORD}
      onClose={onClose}
      onConfirm={async () => {
        const authenticator = await client.staff.create({ name: name.trim(), email: email.trim(), role, password });
        onAdded({ name: name.trim(), authenticator });
      }}
    >
      {(error) => (
        <>
          <TextInput
            label={t('staff.create.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            autoComplete="off"
            error={fieldMessage(error, 'name')}
            required
            data-autofocus
          />
          <TextInput
            label={t('staff.create.email')}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            maxLength={254}
            autoComplete="off"
            error={fieldMessage(error, 'email')}
            required
          />
          <Select
            label={t('staff.create.role')}
            description={t(`words.roleDoes.${role}`)}
            value={role}
            onChange={(value) => setRole(roles.find((one) => one === value) ?? role)}
            data={roles.map((value) => ({ value, label: t(`words.role.${value}`) }))}
          />
          <div>
            <PasswordInput
              label={t('staff.create.password')}
              description={t('staff.create.passwordHint')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              maxLength={200}
              autoComplete="new-password"
              error={fieldMessage(error, 'password')}
              required
            />
            <PasswordStrength password={password} personal={[name, email]} shortest={SHORTEST_PASSWORD} />
          </div>
        </>
      )}
    </FormDialog>
  );
}

/** The second factor of a new account, shown once; only the button closes it. */
export function NewAuthenticator({ added, onClose }: { readonly added: Added; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('staff.create.totpTitle', { name: added.name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="sm" align="center">
        <Text size="sm">{t('staff.create.totpAbout')}</Text>
        <QrCode text={added.authenticator.totpUri} label={t('staff.create.qr')} />
        <Text size="xs" c="dimmed" w="100%" component="div">
          {t('staff.create.manual')}
          <CopyText text={added.authenticator.totpSecret} name={t('staff.create.key')} boxed />
        </Text>
        <Button onClick={onClose} ml="auto">
          {t('staff.create.done')}
        </Button>
      </Stack>
    </Modal>
  );
}
