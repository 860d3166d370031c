import { Skeleton, Switch } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../ui/Card.tsx';
import { FilterText } from '../../../ui/FilterText.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import { EditSetting } from './EditSetting.tsx';
import { isDefault, meaningWords, rangeWords, type Setting, settingGroup, settingWords } from './setting-value.ts';
import classes from './settings.module.css';

/** Every number and choice that the engine goes by, with what it means. */
export function SettingsView() {
  const { t } = useTranslation();
  const settings = useQuery(api.settings.list.queryOptions());
  const mayTemplates = useMay('cases.templates');
  const [text, setText] = useState('');
  const [changedOnly, setChangedOnly] = useState(false);
  const [editing, setEditing] = useState<Setting | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = (settings.data?.items ?? []).filter((setting) => matches(setting, text) && !(changedOnly && isDefault(setting)));
  const groups = [...new Set(shown.map((setting) => settingGroup(setting.name)))];
  return (
    <ManagePage title={t('settings.title')} actions={mayTemplates && <TextLink to="/settings/templates">{t('templates.title')}</TextLink>}>
      <div className={classes.tools}>
        <FilterText
          label={t('settings.search')}
          placeholder={t('settings.placeholder')}
          value={text}
          onChange={setText}
          onLeave={() => list.current?.querySelector<HTMLElement>('button')?.focus()}
          settled={!settings.isPending}
        />
        <Switch
          size="xs"
          label={t('settings.changedOnly')}
          checked={changedOnly}
          onChange={(event) => setChangedOnly(event.currentTarget.checked)}
        />
      </div>
      {settings.isPending && (
        <Loading>
          <Skeleton height={400} />
        </Loading>
      )}
      {settings.isError && <ErrorNotice error={settings.error} title={t('ui.error.loadTitle')} onRetry={() => void settings.refetch()} />}
      {settings.data && shown.length === 0 && <p>{text === '' ? t('settings.noneChanged') : t('settings.none', { text })}</p>}
      <div ref={list} className={classes.groups}>
        {groups.map((group) => (
          <Card key={group} title={groupWords(t, group)}>
            <ul className={classes.list}>
              {shown
                .filter((setting) => settingGroup(setting.name) === group)
                .map((setting) => (
                  <Line key={setting.name} setting={setting} onEdit={() => setEditing(setting)} />
                ))}
            </ul>
          </Card>
        ))}
      </div>
      {editing !== null && <EditSetting key={editing.name} setting={editing} onClose={() => setEditing(null)} />}
    </ManagePage>
  );
}

/** What the settings are about that begin like this; `trustedDevice` as people would write it where nobody named it. */
function groupWords(t: TFunction, group: string): string {
  const named: Readonly<Record<string, string>> = t('settings.group', { returnObjects: true });
  if (named[group] !== undefined) return named[group];
  const words = group.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function matches(setting: Setting, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return `${setting.name} ${meaningWords(setting)}`.toLocaleLowerCase().includes(wanted);
}

function Line({ setting, onEdit }: { readonly setting: Setting; readonly onEdit: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay('settings.write');
  const range = rangeWords(t, setting);
  const usual = isDefault(setting);
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <code className={classes.name}>{setting.name}</code>
        <p className={classes.meaning}>{meaningWords(setting)}</p>
        <p className={classes.notes}>
          {[t('settings.default', { value: settingWords(t, setting, setting.defaultValue) }), range]
            .filter((part) => part !== null)
            .join(' · ')}
          {setting.updatedAt !== null && (
            <>
              {' · '}
              {t('settings.changed')} <Moment at={setting.updatedAt} />{' '}
              {setting.updatedBy !== null && t('settings.changedBy', { name: setting.updatedBy })}
            </>
          )}
        </p>
      </div>
      <strong className={classes.value} data-changed={!usual || undefined}>
        {settingWords(t, setting, setting.value)}
      </strong>
      {mayWrite && (
        <WriteButton
          size="compact-xs"
          variant="default"
          leftSection={<IconPencil size={13} aria-hidden />}
          onClick={onEdit}
          aria-label={t('settings.editNamed', { name: setting.name })}
        >
          {t('settings.edit')}
        </WriteButton>
      )}
    </li>
  );
}
