import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './draft.module.css';
import type { Editing } from './use-editing.ts';

/** What stands against going on with a draft, each with what to do. */
export function DraftBanners({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation();
  const { detail, overtaken, revert } = editing;
  const { draft, conflicts, movedSince, problems } = detail;
  return (
    <>
      {overtaken && (
        <p className={classes.banner} role="alert">
          <IconAlertTriangle size={16} aria-hidden />
          {t('rules.draft.overtaken', { name: draft.updatedBy.name })}
          <Button variant="default" size="compact-xs" onClick={revert}>
            {t('rules.draft.takeTheirs')}
          </Button>
        </p>
      )}
      {draft.stale && (
        <p className={classes.banner} role="status">
          <IconAlertTriangle size={16} aria-hidden />
          {t('rules.draft.stale', { version: draft.liveVersion, parts: movedSince.map(({ part }) => part).join(', ') })}
          {conflicts.length > 0 && ` ${t('rules.draft.conflicts', { parts: conflicts.join(', ') })}`}
        </p>
      )}
      {problems.length > 0 && (
        <p className={classes.banner} data-tone="bad" role="status">
          <IconAlertTriangle size={16} aria-hidden />
          {t('rules.draft.problems', { rule: problems[0]?.ruleId ?? '', message: problems[0]?.message ?? '', count: problems.length })}
        </p>
      )}
    </>
  );
}
