import {
  type Icon,
  IconAlertTriangle,
  IconArchive,
  IconCheck,
  IconCircleCheck,
  IconEye,
  IconPencil,
  IconPercentage,
  IconTestPipe,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DraftStatus, VersionStatus } from '../../../../shared/vocabulary/index.ts';
import { Tag, type Tone } from '../../../ui/Tag.tsx';

const draftLook: Readonly<Record<DraftStatus, readonly [Tone, Icon]>> = {
  draft: ['neutral', IconPencil],
  tested: ['info', IconTestPipe],
  in_review: ['review', IconEye],
  approved: ['good', IconCheck],
  live: ['good', IconCircleCheck],
  discarded: ['neutral', IconTrash],
};

const versionLook: Readonly<Record<VersionStatus, readonly [Tone, Icon]>> = {
  live: ['good', IconCircleCheck],
  rollout: ['info', IconPercentage],
  superseded: ['neutral', IconArchive],
  withdrawn: ['neutral', IconTrash],
};

export function DraftStatusBadge({ value }: { readonly value: DraftStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = draftLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`rules.draftStatus.${value}`)}
    </Tag>
  );
}

export function VersionStatusBadge({ value }: { readonly value: VersionStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = versionLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`rules.versionStatus.${value}`)}
    </Tag>
  );
}

/** Went live without an approval: loud until somebody else has looked at it. */
export function EmergencyBadge({ reviewed }: { readonly reviewed: boolean }) {
  const { t } = useTranslation();
  return (
    <Tag tone={reviewed ? 'neutral' : 'bad'} icon={IconAlertTriangle}>
      {t(reviewed ? 'rules.emergency.reviewed' : 'rules.emergency.unreviewed')}
    </Tag>
  );
}
