import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconChevronsUp,
  IconChevronUp,
  IconCircleCheck,
  IconCircleDashed,
  IconClockX,
  IconDeviceMobile,
  IconDeviceMobileCheck,
  IconDots,
  IconEqual,
  IconEye,
  IconFaceId,
  IconFingerprint,
  IconHourglass,
  IconKey,
  IconMail,
  IconMessage,
  IconPlayerPause,
  IconQuestionMark,
  IconReplace,
  IconShieldLock,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type {
  FactorKind,
  IdentityStatus,
  OperationStatus,
  Outcome,
  RiskBand,
  StepStatus,
  VerificationRequestStatus,
} from '../../shared/vocabulary/index.ts';
import { Tag, type Tone } from './Tag.tsx';

type Look = readonly [Tone, Icon];

const outcomeLook: Readonly<Record<Outcome, Look>> = {
  allow: ['good', IconCheck],
  step_up: ['info', IconShieldLock],
  review: ['review', IconEye],
  hold: ['warn', IconHourglass],
  deny: ['bad', IconBan],
};

const bandLook: Readonly<Record<RiskBand, Look>> = {
  low: ['good', IconChevronUp],
  medium: ['info', IconEqual],
  high: ['warn', IconChevronsUp],
  critical: ['bad', IconAlertTriangle],
  unknown: ['neutral', IconQuestionMark],
};

const operationLook: Readonly<Record<OperationStatus, Look>> = {
  awaiting_step_up: ['info', IconHourglass],
  in_review: ['review', IconEye],
  held: ['warn', IconPlayerPause],
  authorized: ['good', IconCheck],
  executed: ['good', IconCircleCheck],
  denied: ['bad', IconBan],
  expired: ['neutral', IconClockX],
  cancelled: ['neutral', IconX],
};

const requestLook: Readonly<Record<VerificationRequestStatus, Look>> = {
  pending: ['info', IconHourglass],
  approved: ['good', IconCheck],
  rejected: ['bad', IconBan],
  expired: ['neutral', IconClockX],
  superseded: ['neutral', IconReplace],
  cancelled: ['neutral', IconX],
};

const stepLook: Readonly<Record<StepStatus, Look>> = {
  pending: ['info', IconHourglass],
  passed: ['good', IconCheck],
  failed: ['bad', IconX],
};

const identityLook: Readonly<Record<IdentityStatus, Look>> = {
  unverified: ['neutral', IconCircleDashed],
  pending: ['info', IconDots],
  verified: ['good', IconCircleCheck],
  rejected: ['bad', IconBan],
  expired: ['warn', IconClockX],
};

export const factorIcon: Readonly<Record<FactorKind, Icon>> = {
  passkey: IconFingerprint,
  trusted_device: IconDeviceMobileCheck,
  authenticator: IconKey,
  email_code: IconMail,
  phone_code: IconMessage,
  face: IconFaceId,
  device_session: IconDeviceMobile,
};

export function OutcomeBadge({ value }: { readonly value: Outcome }) {
  const { t } = useTranslation();
  const [tone, icon] = outcomeLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`words.outcome.${value}`)}
    </Tag>
  );
}

export function BandBadge({ value }: { readonly value: RiskBand }) {
  const { t } = useTranslation();
  const [tone, icon] = bandLook[value];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`words.band.${value}`)}
    </Tag>
  );
}

export function OperationStatusBadge({ value }: { readonly value: OperationStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = operationLook[value];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`words.operationStatus.${value}`)}
    </Tag>
  );
}

export function RequestStatusBadge({ value }: { readonly value: VerificationRequestStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = requestLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`words.requestStatus.${value}`)}
    </Tag>
  );
}

export function StepBadge({ value }: { readonly value: StepStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = stepLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`words.stepStatus.${value}`)}
    </Tag>
  );
}

export function IdentityBadge({ value }: { readonly value: IdentityStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = identityLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`words.identity.${value}`)}
    </Tag>
  );
}
