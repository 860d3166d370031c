import { Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';

interface ShownOnceProps {
  readonly title: string;
  readonly name: string;
  readonly text: string;
  readonly onClose: () => void;
}

/** A secret that is shown now and never again; only the button closes it, not a slip of the hand. */
export function ShownOnce({ title, name, text, onClose }: ShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={title} size="lg" closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <Stack gap="sm">
        <Text size="sm" c="var(--pc-warn-fg)" style={{ display: 'flex', gap: 8 }}>
          <IconAlertTriangle size={17} aria-hidden style={{ flex: 'none' }} />
          {t('integration.once')}
        </Text>
        <CopyText text={text} name={name} boxed />
        <Button onClick={onClose} ml="auto">
          {t('integration.onceDone')}
        </Button>
      </Stack>
    </Dialog>
  );
}
