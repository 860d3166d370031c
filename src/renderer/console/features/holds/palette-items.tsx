import { IconFileSearch, IconHourglass } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../connection/use-me.ts';

interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** What the palette leads to among holds: their list, and one by its id. @param text what was typed */
export function useHoldsItems(text: string): { readonly pages: readonly PaletteItem[]; readonly records: readonly PaletteItem[] } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useMay('customers.read')) return { pages: [], records: [] };
  const list = {
    id: 'holds',
    label: t('holds.title'),
    icon: <IconHourglass size={17} aria-hidden />,
    run: () => void navigate({ to: '/holds' }),
  };
  const record = {
    id: text,
    label: t('shell.palette.openRecord', { id: text }),
    icon: <IconFileSearch size={17} aria-hidden />,
    run: () => void navigate({ to: '/holds/$holdId', params: { holdId: text } }),
  };
  return { pages: [list], records: /^hold_[0-9a-z]{26}$/.test(text) ? [record] : [] };
}
