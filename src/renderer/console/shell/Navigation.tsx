import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import {
  IconChevronDown,
  IconCircleFilled,
  IconCloudOff,
  IconFingerprint,
  IconKeyboard,
  IconLock,
  IconLogout,
  IconSearch,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage, type Language, languages, locale } from '../../i18n/i18n.ts';
import { relativeTime } from '../../ui/format.ts';
import { Key } from '../../ui/Key.tsx';
import { useEngineNow, useWatched } from '../../ui/use-watched.ts';
import { session } from '../connection/session.ts';
import { place } from '../connection/shell-port.ts';
import { connection } from '../connection/start.ts';
import { useConsoleState, useMe } from '../connection/use-me.ts';
import { canUsePasskeys } from '../connection/webauthn.ts';
import { OwnPasskeys } from '../features/staff/OwnPasskeys.tsx';
import { Mark } from './Mark.tsx';
import classes from './Navigation.module.css';
import { openPalette } from './Palette.tsx';
import { shortcutHelp } from './ShortcutHelp.tsx';
import type { View } from './views.ts';

const GROUPS = ['work', 'manage'] as const;

export function Navigation({ views }: { readonly views: readonly View[] }) {
  const { t } = useTranslation();
  const { workspace } = useConsoleState();
  const server = useWatched(place)?.server ?? null;
  return (
    <>
      <div className={classes.brand}>
        <Mark />
        <span className={classes.product}>
          Portcullis
          <span className={classes.workspace} title={server === null ? workspace : `${workspace} · ${server.address}`}>
            {server === null ? workspace : `${workspace} · ${new URL(server.address).host}`}
          </span>
        </span>
      </div>
      <UnstyledButton className={classes.search ?? ''} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={14} aria-hidden />
        <span className={classes.grow}>{t('shell.palette.open')}</span>
        <Key keys={isMac ? '⌘ K' : 'Ctrl K'} />
      </UnstyledButton>
      <div className={classes.lists}>
        {GROUPS.map((group) => {
          const members = views.filter((view) => view.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group} aria-label={t(`shell.navGroup.${group}`)}>
              <p className={classes.group}>{t(`shell.navGroup.${group}`)}</p>
              <ul className={classes.list}>
                {members.map((view) => (
                  <NavigationItem key={view.name} view={view} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <ConnectionState />
      <Person />
    </>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function NavigationItem({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const ItemIcon = view.icon;
  return (
    <li>
      <Link to={view.path} className={classes.item ?? ''} aria-keyshortcuts={`g ${view.key}`}>
        <ItemIcon size={17} stroke={1.7} aria-hidden />
        <span className={classes.grow}>{t(`shell.nav.${view.name}`)}</span>
        <span className={classes.hint}>
          <Key keys={`g ${view.key}`} />
        </span>
      </Link>
    </li>
  );
}

function ConnectionState() {
  const { t } = useTranslation();
  const { kind } = useWatched(connection.state);
  return (
    <p className={classes.connection} data-state={kind} role="status" title={kind === 'open' ? t('shell.connection.openHint') : undefined}>
      {kind === 'open' ? <IconCircleFilled size={8} aria-hidden /> : <IconCloudOff size={14} aria-hidden />}
      {t(`shell.connection.${kind}`)}
    </p>
  );
}

function Person() {
  const { t } = useTranslation();
  const me = useMe();
  const state = useConsoleState();
  const [passkeys, setPasskeys] = useState(false);
  const now = useEngineNow('ten-seconds');
  return (
    <>
      {passkeys && <OwnPasskeys onClose={() => setPasskeys(false)} />}
      <Menu position="top-start" width={228}>
        <Menu.Target>
          <UnstyledButton className={classes.person ?? ''}>
            <span className={classes.initials} aria-hidden>
              {initials(me.name)}
            </span>
            <span className={classes.personWords}>
              <span className={classes.personName}>{me.name}</span>
              <span className={classes.personRole}>{t(`words.role.${me.role}`)}</span>
            </span>
            <VisuallyHidden>{t('shell.user.menu')}</VisuallyHidden>
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.email}
            <br />
            {t('shell.user.sessionUntil', { when: relativeTime(me.expiresAt, now, locale()) })}
          </Menu.Label>
          <Menu.Divider />
          <ThemeChoice />
          <Menu.Divider />
          <LanguageChoice />
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconKeyboard size={15} aria-hidden />}
            rightSection={<Key keys="?" />}
            onClick={() => shortcutHelp.set(true)}
          >
            {t('shell.user.shortcuts')}
          </Menu.Item>
          {canUsePasskeys(state) && (
            <Menu.Item leftSection={<IconFingerprint size={15} aria-hidden />} onClick={() => setPasskeys(true)}>
              {t('shell.user.passkeys')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLock size={15} aria-hidden />} rightSection={<Key keys="g l" />} onClick={() => void session.lock()}>
            {t('shell.user.lock')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => void session.signOut()}>
            {t('shell.user.signOut')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('shell.user.version', { version: state.version })}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

const LANGUAGES = ['en', 'zh-CN'] as const satisfies readonly Language[];
const THEMES = ['auto', 'light', 'dark'] as const;

function ThemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t('shell.user.theme')}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(THEMES.find((one) => one === value) ?? 'auto')}>
        {THEMES.map((value) => (
          <Menu.RadioItem key={value} value={value}>
            {t(`shell.user.themes.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

function LanguageChoice() {
  const { t } = useTranslation();
  return (
    <>
      <Menu.Label>{t('shell.user.language')}</Menu.Label>
      <Menu.RadioGroup value={currentLanguage()} onChange={(value) => void chooseLanguage(LANGUAGES.find((one) => one === value) ?? 'en')}>
        {LANGUAGES.map((language) => (
          <Menu.RadioItem key={language} value={language} lang={language}>
            {languages[language]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  return [words.at(0), words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('')
    .toLocaleUpperCase();
}
