import { IconListSearch, IconRuler2 } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { readContent } from './policy.ts';
import { rulesPages, rulesPaths } from './RulesNav.tsx';

interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly about?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** What the palette leads to among rules: their pages, and every live rule by its name. @param wanted whether somebody types */
export function useRulesItems(wanted: boolean): { readonly pages: readonly PaletteItem[]; readonly rules: readonly PaletteItem[] } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay('rules.read');
  const live = useQuery(api.tuning.versions.get.queryOptions({ input: may && wanted ? { kind: 'rules' } : skipToken }));
  if (!may) return { pages: [], rules: [] };
  const rules = live.data === undefined ? [] : readContent('rules', live.data.content).rules;
  return {
    pages: rulesPages
      .filter((page) => page !== 'rules')
      .map((page) => ({
        id: `rules-${page}`,
        label: t(`rules.kind.${page}`),
        icon: <IconListSearch size={17} aria-hidden />,
        run: () => void navigate({ to: rulesPaths[page] }),
      })),
    rules: rules.map(({ id, name }) => ({
      id: `rule-${id}`,
      label: name,
      about: id,
      icon: <IconRuler2 size={17} aria-hidden />,
      run: () => void navigate({ to: '/rules/live/$ruleId', params: { ruleId: id } }),
    })),
  };
}
