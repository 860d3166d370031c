import { Menu, TextInput } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../FormDialog.tsx';
import { WriteIcon } from '../WriteButton.tsx';
import classes from './DataGrid.module.css';
import { type SavedView, SavedViewsContext, type SavedViewsSource } from './saved-views.ts';
import { ToolButton } from './ToolButton.tsx';
import type { GridTable } from './use-grid-table.ts';

interface ViewsMenuProps<Row extends object> {
  readonly name: string;
  readonly table: Pick<GridTable<Row>, 'visibility' | 'sorting' | 'apply'>;
}

/** Filters, columns and order that the person keeps under names. */
export function ViewsMenu<Row extends object>(props: ViewsMenuProps<Row>) {
  const source = useContext(SavedViewsContext);
  return source === null ? null : <Views {...props} source={source} />;
}

function Views<Row extends object>({ name, table, source }: ViewsMenuProps<Row> & { readonly source: SavedViewsSource }) {
  const { t } = useTranslation();
  const views = source.useViews(name);
  const [saving, setSaving] = useState(false);
  const show = ({ content }: SavedView) => {
    table.apply(content);
    source.goTo(content.search);
  };
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ToolButton label={t('ui.views.menu')} icon={IconBookmark} title={t('ui.views.menu')} />
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{t('ui.views.none')}</Menu.Label>}
          {views.map((view) => (
            <div key={view.id} className={classes.savedView}>
              <Menu.Item onClick={() => show(view)}>{view.name}</Menu.Item>
              <WriteIcon
                size="sm"
                aria-label={t('ui.views.remove', { name: view.name })}
                title={t('ui.views.remove', { name: view.name })}
                onClick={() => void source.remove(view.id)}
              >
                <IconTrash size={14} aria-hidden />
              </WriteIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconBookmarkPlus size={15} aria-hidden />} onClick={() => setSaving(true)}>
            {t('ui.views.save')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {saving && (
        <SaveView
          onClose={() => setSaving(false)}
          onSave={(viewName) => {
            const { visibility: columns, sorting: sort } = table;
            return source.save(name, viewName, { search: source.search(), columns, sort });
          }}
        />
      )}
    </>
  );
}

function SaveView({ onClose, onSave }: { readonly onClose: () => void; readonly onSave: (name: string) => Promise<void> }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <FormDialog
      title={t('ui.views.saveTitle')}
      confirm={t('ui.views.confirm')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={async () => {
        await onSave(name.trim());
        onClose();
      }}
    >
      {() => (
        <TextInput
          label={t('ui.views.name')}
          description={t('ui.views.about')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          autoComplete="off"
          required
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
