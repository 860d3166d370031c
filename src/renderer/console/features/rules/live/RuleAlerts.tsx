import { Button, Select } from '@mantine/core';
import { IconBellOff, IconBellRinging, IconCircleCheck, IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleAlert } from '../../../../../shared/contract/console/trends.ts';
import { Nothing } from '../../../../ui/Card.tsx';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import { ReasonDialog } from '../../../../ui/ReasonDialog.tsx';
import { Tag, type Tone } from '../../../../ui/Tag.tsx';
import { WriteButton } from '../../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { TextLink } from '../../../shell/TextLink.tsx';
import { alertWords } from './alert-words.ts';
import classes from './live.module.css';

const looks: Readonly<Record<RuleAlert['status'], readonly [Tone, typeof IconEye]>> = {
  open: ['bad', IconBellRinging],
  acknowledged: ['info', IconEye],
  snoozed: ['neutral', IconBellOff],
  ended: ['good', IconCircleCheck],
};

export function AlertStatus({ value }: { readonly value: RuleAlert['status'] }) {
  const { t } = useTranslation();
  const [tone, icon] = looks[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`rules.alerts.status.${value}`)}
    </Tag>
  );
}

interface RuleAlertsProps {
  readonly alerts: readonly RuleAlert[];
  /** Names the rule of each, where they are of several. */
  readonly named?: boolean;
  /** So many are shown at first, and the rest when asked for. */
  readonly first?: number;
}

/** Alerts that rules do something else than usual, with what one can do about them. */
export function RuleAlerts({ alerts, named = false, first = alerts.length }: RuleAlertsProps) {
  const { t } = useTranslation();
  const mayAnswer = useMay('rules.draft');
  const [asked, setAsked] = useState<{ readonly alert: RuleAlert; readonly what: 'acknowledge' | 'snooze' } | null>(null);
  const [all, setAll] = useState(false);
  if (alerts.length === 0) return <Nothing>{t('rules.alerts.none')}</Nothing>;
  return (
    <>
      <MiniTable
        label={t('rules.alerts.title')}
        rows={all ? alerts : alerts.slice(0, first)}
        rowId={({ id }) => id}
        isFaded={({ status }) => status === 'ended'}
        columns={[
          { name: t('rules.alerts.state'), cell: ({ status }) => <AlertStatus value={status} /> },
          {
            name: t('rules.alerts.what'),
            wide: true,
            cell: (alert) => (
              <span className={classes.alertText}>
                {named && (
                  <TextLink to="/rules/live/$ruleId" params={{ ruleId: alert.ruleId }}>
                    {alert.ruleName}
                  </TextLink>
                )}
                <span>{alertWords(t, alert)}</span>
                {alert.reason !== null && <span className={classes.soft}>{`${alert.acknowledgedBy ?? ''}: ${alert.reason}`}</span>}
              </span>
            ),
          },
          { name: t('rules.alerts.since'), align: 'end', cell: ({ openedAt }) => <Moment at={openedAt} /> },
          ...(mayAnswer
            ? [
                {
                  name: t('rules.alerts.actions'),
                  align: 'end' as const,
                  cell: (alert: RuleAlert) =>
                    alert.status === 'ended' ? null : (
                      <span className={classes.actions}>
                        {alert.status !== 'acknowledged' && (
                          <WriteButton
                            size="compact-xs"
                            variant="default"
                            aria-label={`${t('rules.alerts.acknowledge')}: ${alert.ruleName}`}
                            onClick={() => setAsked({ alert, what: 'acknowledge' })}
                          >
                            {t('rules.alerts.acknowledge')}
                          </WriteButton>
                        )}
                        <WriteButton
                          size="compact-xs"
                          variant="subtle"
                          aria-label={`${t('rules.alerts.snooze')}: ${alert.ruleName}`}
                          onClick={() => setAsked({ alert, what: 'snooze' })}
                        >
                          {t('rules.alerts.snooze')}
                        </WriteButton>
                      </span>
                    ),
                },
              ]
            : []),
        ]}
      />
      {alerts.length > first && (
        <Button size="compact-sm" variant="subtle" mt={6} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('rules.alerts.fewer') : t('rules.alerts.all', { count: alerts.length })}
        </Button>
      )}
      {asked !== null && <Answer {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

const HOUR = 3_600_000;
const lengths = ['4', '24', '168', '720'] as const;

interface AnswerProps {
  readonly alert: RuleAlert;
  readonly what: 'acknowledge' | 'snooze';
  readonly onClose: () => void;
}

function Answer({ alert, what, onClose }: AnswerProps) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<(typeof lengths)[number]>('24');
  return (
    <ReasonDialog
      title={t(`rules.alerts.${what}Title`, { rule: alert.ruleName })}
      confirm={t(`rules.alerts.${what}`)}
      maxLength={400}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { id } = alert;
        if (what === 'acknowledge') await client.tuning.trends.alerts.acknowledge({ id, reason });
        else {
          const { at } = await client.tuning.trends.list({ days: 7, ruleId: alert.ruleId });
          await client.tuning.trends.alerts.snooze({ id, until: at + Number(hours) * HOUR, reason });
        }
        await queryClient.invalidateQueries({ queryKey: api.tuning.trends.key() });
      }}
    >
      {alertWords(t, alert)}
      {what === 'snooze' && (
        <Select
          mt="xs"
          label={t('rules.alerts.for')}
          data={lengths.map((value) => ({ value, label: t(`rules.alerts.lengths.h${value}`) }))}
          value={hours}
          allowDeselect={false}
          onChange={(value) => setHours(lengths.find((one) => one === value) ?? '24')}
        />
      )}
    </ReasonDialog>
  );
}
