import { Anchor, Group, Modal, Switch } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Key } from '../../ui/Key.tsx';
import { type ShortcutGroup, setSingleKeys, singleKeys, useShortcut, useShortcuts } from '../../ui/shortcuts.ts';
import { useWatched } from '../../ui/use-watched.ts';
import { Watched } from '../../ui/watched.ts';
import { pageNames } from '../features/help/pages.ts';
import classes from './ShortcutHelp.module.css';

/** Whether the overlay is open. */
export const shortcutHelp = new Watched(false);

const GROUPS: readonly ShortcutGroup[] = ['record', 'list', 'everywhere'];

/** All that can be done by key in the view at hand. */
export function ShortcutHelp() {
  const { t } = useTranslation();
  const opened = useWatched(shortcutHelp);
  useShortcut({ keys: '?', label: t('shell.keys.help'), group: 'everywhere', run: () => shortcutHelp.set(true) });
  return (
    <Modal opened={opened} onClose={() => shortcutHelp.set(false)} title={t('shell.keys.title')} size="lg">
      <Lists />
      <Guides />
    </Modal>
  );
}

/** Where the view at hand is explained. */
function Guides() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname.split('/')[1] ?? '' });
  const close = () => shortcutHelp.set(false);
  const ofView = pageNames.find((name) => name === `console/${path}`);
  return (
    <Group mt="lg" gap="lg">
      {ofView !== undefined && (
        <Anchor component={Link} to={`/help/${ofView}`} onClick={close}>
          {t('shell.help.ofView')}
        </Anchor>
      )}
      <Anchor component={Link} to="/help/console/getting-around" onClick={close}>
        {t('shell.help.all')}
      </Anchor>
    </Group>
  );
}

function Lists() {
  const { t } = useTranslation();
  const shortcuts = useShortcuts();
  const on = useWatched(singleKeys);
  return (
    <>
      <div className={classes.groups}>
        {GROUPS.map((group) => {
          const members = shortcuts.filter((shortcut) => shortcut.group === group);
          const always = group === 'everywhere' ? [{ keys: 'Ctrl/⌘ K', label: t('shell.keys.palette') }] : [];
          if (members.length === 0 && always.length === 0) return null;
          return (
            <section key={group}>
              <h3 className={classes.title}>{t(`shell.keys.groups.${group}`)}</h3>
              <dl className={classes.list}>
                {[...always, ...members].map(({ keys, label }) => (
                  <div key={keys} className={classes.line}>
                    <dt>{label}</dt>
                    <dd>
                      <span className={classes.spoken}>{keys}</span>
                      <Key keys={keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <Switch
        mt="lg"
        checked={on}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t('shell.keys.toggle')}
        description={t('shell.keys.toggleHint')}
      />
    </>
  );
}
