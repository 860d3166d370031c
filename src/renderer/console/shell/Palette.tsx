import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconFileSearch, IconKeyboard, IconLock, IconLogout, IconSearch, IconSunMoon, IconUser } from '@tabler/icons-react';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../connection/api.ts';
import { session } from '../connection/session.ts';
import { useMay } from '../connection/use-me.ts';
import { useHoldsItems } from '../features/holds/palette-items.tsx';
import { useRulesItems } from '../features/rules/palette-items.tsx';
import { shortcutHelp } from './ShortcutHelp.tsx';
import type { View } from './views.ts';

const [store, palette] = createSpotlight();

export const openPalette = (): void => palette.open();

interface Item {
  readonly id: string;
  readonly label: string;
  readonly about?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** A search takes the engine a few milliseconds, so that a long pause would be most of what a person waits. */
const SEARCH_AFTER_MS = 30;
const CUSTOMERS = 6;

/** One field that leads everywhere: views, customers, records by their id, and what can be done anywhere. */
export function Palette({ views }: { readonly views: readonly View[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const viewItems = useViewItems(views);
  const actionItems = useActionItems();
  const recordItems = useRecordItems(text.trim());
  const customers = useCustomerItems(text.trim());
  const rulesItems = useRulesItems(text.trim() !== '');
  const holdsItems = useHoldsItems(text.trim());
  const groups: readonly (readonly [string, readonly Item[]])[] = [
    [t('shell.palette.records'), [...recordItems, ...holdsItems.records]],
    [t('shell.palette.views'), [...viewItems, ...holdsItems.pages, ...rulesItems.pages].filter(matches(text))],
    [t('rules.kind.rules'), text.trim() === '' ? [] : rulesItems.rules.filter(matches(text)).slice(0, 8)],
    [t('shell.palette.customers'), customers.items],
    [t('shell.palette.actions'), actionItems.filter(matches(text))],
  ];
  const list = useRef<HTMLDivElement>(null);
  const enter = useEnter(list, customers.outdated, text);
  const nothing = groups.every(([, items]) => items.length === 0);
  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      tagsToIgnore={[]}
      scrollable
      maxHeight={420}
      size={560}
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
    >
      <Spotlight.Search
        placeholder={t('shell.palette.placeholder')}
        leftSection={<IconSearch size={17} aria-hidden />}
        onKeyDownCapture={enter}
        autoFocus
      />
      <Spotlight.ActionsList ref={list}>
        {groups.map(([label, items]) =>
          items.length === 0 ? null : (
            <Spotlight.ActionsGroup key={label} label={label}>
              {items.map((item) => (
                <Spotlight.Action
                  key={item.id}
                  label={item.label}
                  {...(item.about === undefined ? {} : { description: item.about })}
                  leftSection={item.icon}
                  onClick={item.run}
                />
              ))}
            </Spotlight.ActionsGroup>
          ),
        )}
        {nothing && <Spotlight.Empty>{customers.searching ? t('shell.palette.searching') : t('shell.palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/**
 * Enter means the chosen result, or the first one where what came meanwhile has pushed aside the one that was chosen. It waits for the results
 * of what is typed by then: those of the letters before would lead to another customer.
 */
function useEnter(list: RefObject<HTMLElement | null>, outdated: boolean, text: string): (event: KeyboardEvent) => void {
  const [pressedAt, setPressedAt] = useState<string | null>(null);
  useEffect(() => {
    if (pressedAt === null || (outdated && pressedAt === text)) return;
    setPressedAt(null);
    if (pressedAt !== text) return;
    const result = list.current?.querySelector<HTMLElement>('[data-selected]') ?? list.current?.querySelector<HTMLElement>('[data-action]');
    result?.click();
  }, [list, outdated, pressedAt, text]);
  return (event) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    setPressedAt(text);
  };
}

const matches = (text: string) => (item: Item) => item.label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());

function useViewItems(views: readonly View[]): readonly Item[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return views.map((view) => {
    const ViewIcon = view.icon;
    return {
      id: `view-${view.name}`,
      label: t(`shell.nav.${view.name}`),
      icon: <ViewIcon size={17} aria-hidden />,
      run: () => void navigate({ to: view.path }),
    };
  });
}

function useActionItems(): readonly Item[] {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const themes = (['light', 'dark', 'auto'] as const).map((value) => ({
    id: `theme-${value}`,
    label: `${t('shell.user.theme')}: ${t(`shell.user.themes.${value}`)}`,
    icon: <IconSunMoon size={17} aria-hidden />,
    run: () => setColorScheme(value),
  }));
  return [
    { id: 'shortcuts', label: t('shell.user.shortcuts'), icon: <IconKeyboard size={17} aria-hidden />, run: () => shortcutHelp.set(true) },
    ...themes,
    { id: 'lock', label: t('shell.user.lock'), icon: <IconLock size={17} aria-hidden />, run: () => void session.lock() },
    { id: 'sign-out', label: t('shell.user.signOut'), icon: <IconLogout size={17} aria-hidden />, run: () => void session.signOut() },
  ];
}

/** An id pasted from a log or a message leads to its record. */
function useRecordItems(text: string): readonly Item[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const icon = <IconFileSearch size={17} aria-hidden />;
  const label = t('shell.palette.openRecord', { id: text });
  if (/^dec_[0-9a-z]{26}$/.test(text)) {
    return [{ id: text, label, icon, run: () => void navigate({ to: '/decisions/$decisionId', params: { decisionId: text } }) }];
  }
  if (/^vr_[0-9a-z]{26}$/.test(text)) {
    return [{ id: text, label, icon, run: () => void navigate({ to: '/approvals/$requestId', params: { requestId: text } }) }];
  }
  return [];
}

interface CustomerItems {
  readonly items: readonly Item[];
  readonly searching: boolean;
  /** The items are those of an earlier text. */
  readonly outdated: boolean;
}

function useCustomerItems(text: string): CustomerItems {
  const navigate = useNavigate();
  const [searched] = useDebouncedValue(text, SEARCH_AFTER_MS, { leading: true });
  const wanted = useMay('customers.read') && searched.length >= 2;
  const found = useQuery({
    ...api.customers.search.queryOptions({ input: wanted ? { text: searched, limit: CUSTOMERS } : skipToken }),
    placeholderData: keepPreviousData,
  });
  const items = (wanted ? (found.data?.items ?? []) : []).map((customer) => ({
    id: `customer-${customer.id}`,
    label: customer.name ?? customer.id,
    about: [customer.id, customer.email].filter((part) => part !== null).join(' · '),
    icon: <IconUser size={17} aria-hidden />,
    run: () => void navigate({ to: '/customers/$accountId', params: { accountId: customer.id } }),
  }));
  return { items, searching: found.isFetching, outdated: searched !== text || (wanted && (found.isPlaceholderData || found.isLoading)) };
}
