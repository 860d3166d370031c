import { useTranslation } from 'react-i18next';
import type { PolicyVersion } from '../../../../shared/contract/console/tuning.ts';
import { Moment } from '../../../ui/Moment.tsx';
import classes from './rules.module.css';

/** Who made a version live, and when. */
export function Since({ version }: { readonly version: PolicyVersion }) {
  const { t } = useTranslation();
  return (
    <span className={classes.soft}>
      {t('rules.since', { name: (version.publishedBy ?? version.createdBy).name })} <Moment at={version.publishedAt ?? version.createdAt} />
    </span>
  );
}
