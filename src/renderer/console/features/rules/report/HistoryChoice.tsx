import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';
import { api } from '../../../connection/api.ts';
import type { Subject } from './use-report.ts';

interface HistoryChoiceProps {
  /** What the history is for. */
  readonly label: string;
  /** Shows the label above, as other fields do, and not to screen readers alone. */
  readonly labelled?: boolean;
  /** An import; undefined for what the workspace has decided. */
  readonly value: Subject['history'];
  readonly onChange: (history: Subject['history']) => void;
}

const WORKSPACE = 'workspace';

/** Which history to look at, where there is more than the workspace's own. */
export function HistoryChoice({ label, labelled = false, value, onChange }: HistoryChoiceProps) {
  const { t } = useTranslation();
  const { data } = useQuery(api.tuning.backtest.histories.queryOptions());
  const imports = data?.items ?? [];
  if (imports.length === 0) return null;
  return (
    <Select
      size={labelled ? 'sm' : 'xs'}
      flex="1 1 220px"
      maw={340}
      {...(labelled ? { label } : { 'aria-label': label })}
      allowDeselect={false}
      value={value ?? WORKSPACE}
      data={[
        { value: WORKSPACE, label: t('rules.report.ownHistory') },
        {
          group: t('rules.report.imports'),
          items: imports.map(({ id, name, operations }) => ({
            value: id,
            label: t('rules.report.importOf', { name, operations: number(operations, locale()) }),
          })),
        },
      ]}
      onChange={(chosen) => onChange(imports.find(({ id }) => id === chosen)?.id)}
    />
  );
}
