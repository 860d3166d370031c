import { Button, Skeleton, Switch } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../../../shared/contract/console/index.ts';
import { Card } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { SendButton } from '../../../ui/SendButton.tsx';
import { api, client, type Outputs } from '../../connection/api.ts';
import classes from './imports.module.css';
import { ColumnFields, DefaultFields, SourceFields, TimeFields } from './MappingFields.tsx';
import { emptyDraft, finished, type MappingDraft } from './mapping-draft.ts';
import { ValueWords } from './ValueWords.tsx';

type Preview = Outputs['imports']['preview'];

interface SampledRow {
  readonly row: Readonly<Record<string, string>>;
  readonly index: number;
}

interface MappingFormProps {
  readonly uploadId: string;
  readonly fileName: string;
  readonly onLeave: () => void;
  readonly onStarted: (started: Import) => void;
}

/** Says what the columns of an uploaded file mean, starting from the engine's suggestion. */
export function MappingForm(props: MappingFormProps) {
  const { t } = useTranslation();
  const { uploadId, fileName, onLeave } = props;
  const preview = useQuery(api.imports.preview.queryOptions({ input: { uploadId }, staleTime: Number.POSITIVE_INFINITY }));
  return (
    <Card
      title={`${t('imports.map.title')}: ${fileName}`}
      aside={
        <Button size="compact-xs" variant="default" onClick={onLeave}>
          {t('imports.drop.another')}
        </Button>
      }
    >
      {preview.isPending && (
        <Loading>
          <Skeleton height={320} />
        </Loading>
      )}
      {preview.isError && <ErrorNotice error={preview.error} title={t('ui.error.loadTitle')} />}
      {preview.data && <Form {...props} preview={preview.data} />}
    </Card>
  );
}

function Form({ uploadId, preview, onStarted }: MappingFormProps & { readonly preview: Preview }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<MappingDraft>(() => preview.suggestion ?? emptyDraft(preview.format));
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const mapping = finished(draft);

  const start = async () => {
    if (mapping === null) return;
    setState({ busy: true, error: null });
    try {
      onStarted(await client.imports.start({ uploadId, mapping }));
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const rows: readonly SampledRow[] = preview.rows.map((row, index) => ({ row, index }));

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <p>{preview.suggestion === null ? t('imports.map.notSuggested') : t('imports.map.suggested')}</p>
      <div>
        <p className={classes.legend}>{t('imports.map.preview')}</p>
        <MiniTable
          label={t('imports.map.preview')}
          columns={preview.columns.map((name) => ({ name, cell: ({ row }: SampledRow) => row[name] ?? '' }))}
          rows={rows.slice(0, 6)}
          rowId={({ index }) => String(index)}
        />
      </div>
      <SourceFields draft={draft} columns={preview.columns} onChange={setDraft} />
      <ColumnFields draft={draft} columns={preview.columns} onChange={setDraft} />
      <TimeFields draft={draft} onChange={setDraft} />
      <ValueWords draft={draft} rows={preview.rows} onChange={setDraft} />
      <DefaultFields draft={draft} onChange={setDraft} />
      <Switch
        label={t('imports.map.forBacktests')}
        description={t('imports.map.forBacktestsHint')}
        checked={draft.purpose === 'backtest'}
        onChange={(event) => {
          const { purpose: _, ...rest } = draft;
          setDraft(event.currentTarget.checked ? { ...rest, purpose: 'backtest' } : rest);
        }}
      />
      {draft.purpose === undefined && (
        <Switch
          label={t('imports.map.createAccounts')}
          checked={draft.createAccounts ?? true}
          onChange={(event) => setDraft({ ...draft, createAccounts: event.currentTarget.checked })}
        />
      )}
      {state.error !== null && <ErrorNotice error={state.error} />}
      <div className={classes.foot}>
        <SendButton size="xs" loading={state.busy} disabled={mapping === null} leftSection={<IconPlayerPlay size={15} aria-hidden />}>
          {t('imports.map.start')}
        </SendButton>
        {mapping === null && <span className={classes.hint}>{t('imports.map.missing')}</span>}
      </div>
    </form>
  );
}
