import { type Icon, IconAlertTriangle, IconCheck, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../../../shared/contract/console/index.ts';
import { Tag, type Tone } from '../../../ui/Tag.tsx';

const look: Readonly<Record<Import['status'], readonly [Tone, Icon]>> = {
  running: ['info', IconPlayerPlay],
  finished: ['good', IconCheck],
  cancelled: ['neutral', IconX],
  failed: ['bad', IconAlertTriangle],
};

export function ImportStatus({ status }: { readonly status: Import['status'] }) {
  const { t } = useTranslation();
  const [tone, icon] = look[status];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`imports.status.${status}`)}
    </Tag>
  );
}
