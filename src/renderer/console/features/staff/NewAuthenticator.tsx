import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import type { Outputs } from '../../connection/api.ts';

export interface Replaced {
  readonly name: string;
  readonly authenticator: Outputs['staff']['factorResets']['approve'];
}

/** A second factor that replaces a lost one, shown once; only the button closes it. */
export function NewAuthenticator({ replaced, onClose }: { readonly replaced: Replaced; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      onClose={onClose}
      title={t('staff.authenticator.title', { name: replaced.name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="sm" align="center">
        <Text size="sm">{t('staff.authenticator.about')}</Text>
        <QrCode text={replaced.authenticator.totpUri} label={t('staff.authenticator.qr')} />
        <Text size="xs" c="dimmed" w="100%" component="div">
          {t('staff.authenticator.manual')}
          <CopyText text={replaced.authenticator.totpSecret} name={t('staff.authenticator.key')} boxed grouped />
        </Text>
        <Button onClick={onClose} ml="auto">
          {t('staff.authenticator.done')}
        </Button>
      </Stack>
    </Dialog>
  );
}
