import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { policyKinds } from '../../../../shared/vocabulary/index.ts';
import { kindPaths } from './policy.ts';
import classes from './rules.module.css';

export const rulesPages = [...policyKinds, 'signals', 'suggestions'] as const;
export type RulesPage = (typeof rulesPages)[number];
export const rulesPaths = { ...kindPaths, signals: '/rules/signals', suggestions: '/rules/suggestions' } as const;

/** The pages of what is governed, and what rules read. */
export function RulesNav({ page }: { readonly page: RulesPage | null }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.kinds} aria-label={t('rules.kinds')}>
      {rulesPages.map((one) => (
        <Button
          key={one}
          component={Link}
          to={rulesPaths[one]}
          size="compact-sm"
          variant={one === page ? 'light' : 'subtle'}
          color={one === page ? 'ink' : 'gray'}
          {...(one === page ? { 'aria-current': 'page' as const } : {})}
        >
          {t(`rules.kind.${one}`)}
        </Button>
      ))}
    </nav>
  );
}
