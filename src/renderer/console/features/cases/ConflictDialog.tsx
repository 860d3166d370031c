import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CaseVerdict, caseVerdicts } from '../../../../shared/vocabulary/index.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { errorData } from '../../../ui/errors.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';

interface ConflictDialogProps {
  readonly error: unknown;
  /** What was typed and is not lost. */
  readonly reason: string;
  readonly onClose: () => void;
  readonly onClaim: () => void;
  readonly onNext: (() => void) | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const time = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Names who was first and when, or who has the case now (CQ-02). */
export function ConflictDialog({ error, reason, onClose, onClaim, onNext }: ConflictDialogProps) {
  const { t } = useTranslation();
  const { reason: why, current = {} } = errorData(error);
  const decider = text(current.decidedByName);
  const holder = text(current.assigneeName);
  const verdict = caseVerdicts.find((each: CaseVerdict) => each === current.verdict);
  const at = time(current.decidedAt);
  const isDecided = why === 'decided_already' && decider !== null;
  const isHeld = why === 'lease_lost' && holder !== null;
  const title = isDecided
    ? t('cases.conflict.decidedTitle', { name: decider })
    : isHeld
      ? t('cases.conflict.lostTitle', { name: holder })
      : t(why === 'lease_lost' ? 'cases.conflict.elsewhereTitle' : 'cases.conflict.lapsedTitle');
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack gap="sm">
        <Text size="sm">
          {isDecided
            ? verdict === undefined
              ? t('cases.conflict.closedText', { name: decider })
              : t('cases.conflict.decidedText', { name: decider, verdict: t(`cases.decided.${verdict}`).toLocaleLowerCase() })
            : isHeld
              ? t('cases.conflict.lostText', { name: holder })
              : t(why === 'lease_lost' ? 'cases.conflict.elsewhereText' : 'cases.conflict.lapsedText')}
        </Text>
        {at !== null && (
          <Text size="sm">
            <Moment at={at} long />
          </Text>
        )}
        {reason !== '' && (
          <Text size="sm">
            {t('cases.conflict.yourReason')}: {reason}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cases.conflict.showCase')}
          </Button>
          {!isDecided && !isHeld && (
            <WriteButton onClick={onClaim} data-autofocus>
              {t('cases.action.claim')}
            </WriteButton>
          )}
          {(isDecided || isHeld) && onNext !== null && (
            <Button onClick={onNext} data-autofocus>
              {t('cases.conflict.next')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
