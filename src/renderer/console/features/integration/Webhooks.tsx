import { Badge, Skeleton, TagsInput, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { engineClock } from '../../../ui/clock.ts';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './integration.module.css';
import { ShownOnce } from './ShownOnce.tsx';

type Endpoint = Outputs['integration']['webhooks']['list']['items'][number];

const TOPICS = [
  '*',
  'operation.*',
  'operation.decided',
  'operation.authorized',
  'operation.denied',
  'operation.expired',
  'verification_request.*',
  'hold.started',
  'account.*',
  'trusted_device.*',
  'sessions.ended',
  'case.opened',
];

const refresh = () => queryClient.invalidateQueries({ queryKey: api.integration.webhooks.key() });

export function Webhooks() {
  const { t } = useTranslation();
  const mayManage = useMay('integration.manage');
  const endpoints = useQuery(api.integration.webhooks.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<{ readonly url: string; readonly secret: string } | null>(null);

  const disable = (endpoint: Endpoint) =>
    modals.openConfirmModal({
      title: t('integration.webhooks.disableTitle'),
      children: t('integration.webhooks.disableAbout', { url: endpoint.url }),
      labels: { confirm: t('integration.webhooks.disable'), cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => void doDisable(endpoint),
    });
  const rotate = (endpoint: Endpoint) =>
    modals.openConfirmModal({
      title: t('integration.webhooks.rotateTitle'),
      children: t('integration.webhooks.rotateAbout', { url: endpoint.url }),
      labels: { confirm: t('integration.webhooks.rotate'), cancel: t('ui.cancel') },
      onConfirm: () => void doRotate(endpoint),
    });
  const doRotate = async (endpoint: Endpoint) => {
    try {
      const { secret } = await client.integration.webhooks.rotate({ id: endpoint.id });
      setCreated({ url: endpoint.url, secret });
      void refresh();
    } catch (error) {
      tellFailure(error);
    }
  };
  const doDisable = async (endpoint: Endpoint) => {
    try {
      await client.integration.webhooks.disable({ id: endpoint.id });
      notifications.show({ message: t('integration.webhooks.disabledDone') });
      void refresh();
    } catch (error) {
      tellFailure(error);
    }
  };

  const columns: readonly MiniColumn<Endpoint>[] = [
    {
      name: t('integration.webhooks.column.url'),
      wide: true,
      cell: (endpoint) => (
        <>
          <Mono>{endpoint.url}</Mono>
          <span className={classes.scopes}>
            {endpoint.topics.map((topic) => (
              <Badge key={topic} size="sm" bg="var(--pc-neutral-bg)" c="var(--pc-neutral-fg)" tt="none" fw={500}>
                {topic}
              </Badge>
            ))}
          </span>
        </>
      ),
    },
    { name: t('integration.webhooks.column.created'), cell: (endpoint) => <Moment at={endpoint.createdAt} /> },
    {
      name: t('integration.webhooks.column.state'),
      cell: (endpoint) =>
        endpoint.status === 'active' ? (
          <Tag tone="good" icon={IconCheck} quiet>
            {t('integration.webhooks.active')}
            {endpoint.formerUntil !== null && endpoint.formerUntil > engineClock.now() && (
              <>
                {' · '}
                {t('integration.webhooks.formerUntil')} <Moment at={endpoint.formerUntil} />
              </>
            )}
          </Tag>
        ) : (
          <Tag tone="neutral" icon={IconX} quiet>
            {t('integration.webhooks.disabled')}
          </Tag>
        ),
    },
    {
      name: '',
      cell: (endpoint) => (
        <TextLink to="/integration" search={{ tab: 'deliveries', endpoint: endpoint.id }}>
          {t('integration.webhooks.deliveries')}
        </TextLink>
      ),
    },
    ...(mayManage
      ? [
          {
            name: ' ',
            cell: (endpoint: Endpoint) =>
              endpoint.status === 'active' && (
                <span className={classes.actions}>
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    onClick={() => rotate(endpoint)}
                    aria-label={`${t('integration.webhooks.rotate')}: ${endpoint.url}`}
                  >
                    {t('integration.webhooks.rotate')}
                  </WriteButton>
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    onClick={() => disable(endpoint)}
                    aria-label={`${t('integration.webhooks.disable')}: ${endpoint.url}`}
                  >
                    {t('integration.webhooks.disable')}
                  </WriteButton>
                </span>
              ),
          },
        ]
      : []),
  ];

  return (
    <>
      <div className={classes.about}>
        <p>{t('integration.webhooks.about')}</p>
        {mayManage && <ActionButton label={t('integration.webhooks.create')} keys="c" icon={IconPlus} onAction={() => setCreating(true)} />}
      </div>
      <div className={classes.card}>
        {endpoints.isPending && (
          <Loading inLine>
            <Skeleton height={120} />
          </Loading>
        )}
        {endpoints.isError && (
          <ErrorNotice error={endpoints.error} title={t('ui.error.loadTitle')} onRetry={() => void endpoints.refetch()} />
        )}
        {endpoints.data?.items.length === 0 && <p className={classes.none}>{t('integration.webhooks.none')}</p>}
        {endpoints.data !== undefined && endpoints.data.items.length > 0 && (
          <MiniTable
            label={t('integration.tab.webhooks')}
            columns={columns}
            rows={endpoints.data.items}
            rowId={(endpoint) => endpoint.id}
            isFaded={(endpoint) => endpoint.status !== 'active'}
          />
        )}
      </div>
      {creating && (
        <CreateEndpoint
          onClose={() => setCreating(false)}
          onCreated={(url, secret) => {
            setCreating(false);
            setCreated({ url, secret });
          }}
        />
      )}
      {created !== null && (
        <ShownOnce
          title={t('integration.webhooks.createdTitle', { url: created.url })}
          name={t('integration.webhooks.secret')}
          text={created.secret}
          onClose={() => setCreated(null)}
        />
      )}
    </>
  );
}

interface CreateEndpointProps {
  readonly onClose: () => void;
  readonly onCreated: (url: string, secret: string) => void;
}

function CreateEndpoint({ onClose, onCreated }: CreateEndpointProps) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const [topics, setTopics] = useState<string[]>(['*']);
  return (
    <FormDialog
      title={t('integration.webhooks.create')}
      confirm={t('integration.webhooks.confirm')}
      ready={URL.canParse(url.trim()) && topics.length > 0}
      onClose={onClose}
      onConfirm={async () => {
        const { endpoint, secret } = await client.integration.webhooks.create({ url: url.trim(), topics });
        void refresh();
        onCreated(endpoint.url, secret);
      }}
    >
      {(error) => (
        <>
          <TextInput
            label={t('integration.webhooks.url')}
            description={t('integration.webhooks.urlHint')}
            type="url"
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            maxLength={500}
            error={fieldMessage(error, 'url')}
            required
            data-autofocus
          />
          <TagsInput
            label={t('integration.webhooks.topics')}
            description={t('integration.webhooks.topicsHint')}
            data={TOPICS}
            value={topics}
            onChange={setTopics}
            error={fieldMessage(error, 'topics')}
            required
          />
        </>
      )}
    </FormDialog>
  );
}
