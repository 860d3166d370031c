import { Badge, Checkbox, Skeleton, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Scope, scopes } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './integration.module.css';
import { ShownOnce } from './ShownOnce.tsx';

type Key = Outputs['integration']['keys']['list']['items'][number];

const refresh = () => queryClient.invalidateQueries({ queryKey: api.integration.keys.key() });

export function Keys() {
  const { t } = useTranslation();
  const mayManage = useMay('integration.manage');
  const keys = useQuery(api.integration.keys.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const [created, setCreated] = useState<{ readonly name: string; readonly token: string } | null>(null);

  const columns: readonly MiniColumn<Key>[] = [
    { name: t('integration.keys.column.name'), cell: (key) => <strong className={classes.keyName}>{key.name}</strong> },
    { name: t('integration.keys.column.hint'), cell: (key) => <Mono>{key.hint}</Mono> },
    {
      name: t('integration.keys.column.scopes'),
      wide: true,
      cell: (key) => (
        <span className={classes.scopes}>
          {key.scopes.length === scopes.length && t('integration.keys.allScopes')}
          {(key.scopes.length === scopes.length ? [] : key.scopes).map((scope) => (
            <Badge key={scope} size="sm" bg="var(--pc-neutral-bg)" c="var(--pc-neutral-fg)" tt="none" fw={500}>
              {t(`words.scope.${scope}`)}
            </Badge>
          ))}
        </span>
      ),
    },
    { name: t('integration.keys.column.created'), cell: (key) => <Moment at={key.createdAt} /> },
    {
      name: t('integration.keys.column.used'),
      cell: (key) => (key.lastUsedAt === null ? t('integration.keys.never') : <Moment at={key.lastUsedAt} />),
    },
    {
      name: t('integration.keys.column.state'),
      cell: (key) =>
        key.revokedAt === null ? (
          <Tag tone="good" icon={IconCheck} quiet>
            {t('integration.keys.active')}
          </Tag>
        ) : (
          <Tag tone="neutral" icon={IconX} quiet>
            {t('integration.keys.revoked')}
          </Tag>
        ),
    },
    ...(mayManage
      ? [
          {
            name: '',
            cell: (key: Key) =>
              key.revokedAt === null && (
                <WriteButton
                  size="compact-xs"
                  variant="default"
                  onClick={() => setRevoking(key)}
                  aria-label={`${t('integration.keys.revoke')}: ${key.name}`}
                >
                  {t('integration.keys.revoke')}
                </WriteButton>
              ),
          },
        ]
      : []),
  ];

  return (
    <>
      <div className={classes.about}>
        <p>{t('integration.keys.about')}</p>
        {mayManage && <ActionButton label={t('integration.keys.create')} keys="c" icon={IconPlus} onAction={() => setCreating(true)} />}
      </div>
      <div className={classes.card}>
        {keys.isPending && (
          <Loading inLine>
            <Skeleton height={120} />
          </Loading>
        )}
        {keys.isError && <ErrorNotice error={keys.error} title={t('ui.error.loadTitle')} onRetry={() => void keys.refetch()} />}
        {keys.data?.items.length === 0 && <p className={classes.none}>{t('integration.keys.none')}</p>}
        {keys.data !== undefined && keys.data.items.length > 0 && (
          <MiniTable
            label={t('integration.tab.keys')}
            columns={columns}
            rows={keys.data.items}
            rowId={(key) => key.id}
            isFaded={(key) => key.revokedAt !== null}
          />
        )}
      </div>
      {creating && (
        <CreateKey
          onClose={() => setCreating(false)}
          onCreated={(name, token) => {
            setCreating(false);
            setCreated({ name, token });
          }}
        />
      )}
      {created !== null && (
        <ShownOnce
          title={t('integration.keys.createdTitle', { name: created.name })}
          name={t('integration.keys.token')}
          text={created.token}
          onClose={() => setCreated(null)}
        />
      )}
      {revoking !== null && (
        <ReasonDialog
          title={t('integration.keys.revokeTitle', { name: revoking.name })}
          confirm={t('integration.keys.revoke')}
          tone="danger"
          onClose={() => setRevoking(null)}
          onConfirm={async (reason) => {
            await client.integration.keys.revoke({ id: revoking.id, reason });
            notifications.show({ message: t('integration.keys.revokedDone') });
            void refresh();
          }}
        >
          {t('integration.keys.revokeAbout')}
        </ReasonDialog>
      )}
    </>
  );
}

interface CreateKeyProps {
  readonly onClose: () => void;
  readonly onCreated: (name: string, token: string) => void;
}

function CreateKey({ onClose, onCreated }: CreateKeyProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const choose = (values: readonly string[]) => setChosen(scopes.filter((scope) => values.includes(scope)));
  return (
    <FormDialog
      title={t('integration.keys.create')}
      confirm={t('integration.keys.confirm')}
      ready={name.trim() !== '' && chosen.length > 0}
      onClose={onClose}
      onConfirm={async () => {
        const { key, token } = await client.integration.keys.create({ name: name.trim(), scopes: [...chosen] });
        void refresh();
        onCreated(key.name, token);
      }}
    >
      {(error) => (
        <>
          <TextInput
            label={t('integration.keys.name')}
            description={t('integration.keys.nameHint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            error={fieldMessage(error, 'name')}
            required
            data-autofocus
          />
          <Checkbox.Group
            label={t('integration.keys.scopes')}
            description={t('integration.keys.scopesHint')}
            value={[...chosen]}
            onChange={choose}
            required
          >
            <Stack gap={6} mt="xs">
              {scopes.map((scope) => (
                <Checkbox key={scope} size="xs" value={scope} label={`${t(`words.scope.${scope}`)} (${scope})`} />
              ))}
            </Stack>
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}
