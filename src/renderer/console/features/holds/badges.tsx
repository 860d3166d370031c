import { type Icon, IconCheck, IconFolderOpen, IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HoldStatus } from '../../../../shared/vocabulary/index.ts';
import { Tag, type Tone } from '../../../ui/Tag.tsx';

const look: Readonly<Record<HoldStatus, readonly [Tone, Icon]>> = {
  timed: ['info', IconHourglass],
  waiting_for_case: ['warn', IconFolderOpen],
  ended: ['neutral', IconCheck],
};

export function HoldBadge({ value }: { readonly value: HoldStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = look[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`holds.status.${value}`)}
    </Tag>
  );
}
