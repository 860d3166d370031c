import { Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Icon, IconAlertTriangle, IconCheck, IconHourglass, IconRefresh, IconSend, IconWebhook, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import type { DataGridHandle } from '../../../ui/grid/GridBody.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { Section, SidePanel } from '../../../ui/SidePanel.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { api, client, type Outputs } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useMay } from '../../connection/use-me.ts';
import { ListWithPanel } from '../../shell/ListWithPanel.tsx';

type Delivery = Outputs['integration']['webhooks']['deliveries']['items'][number];

const PAGE = 100;
const ALL = 'all';
const rowId = (row: Delivery) => row.id;

/** What was told to whom, how that went, and again if need be. */
export function Deliveries() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { endpoint } = useSearch({ from: '/integration' });
  const endpoints = useQuery(api.integration.webhooks.list.queryOptions());
  const [openId, setOpenId] = useState<string | null>(null);
  const grid = useRef<DataGridHandle>(null);
  const urls = useMemo(() => new Map((endpoints.data?.items ?? []).map((one) => [one.id as string, one.url])), [endpoints.data]);
  const columns = useMemo(() => deliveryColumns(t, urls), [t, urls]);

  const list = useLiveList<Delivery>({
    key: ['deliveries', 'live', endpoint ?? null],
    fetchPage: (cursor, signal) =>
      client.integration.webhooks.deliveries(
        { limit: PAGE, ...(endpoint === undefined ? {} : { endpointId: endpoint }), ...(cursor === undefined ? {} : { cursor }) },
        signal ? { signal } : {},
      ),
    rowId,
    concerns: ({ topic }) => topic === 'integration',
  });
  const open = useCallback((row: Delivery) => setOpenId(row.id), []);
  const opened = list.rows.find((row) => row.id === openId);

  return (
    <ListWithPanel
      panel={
        opened && (
          <DeliveryPanel
            delivery={opened}
            url={urls.get(opened.endpointId) ?? opened.endpointId}
            onClose={() => {
              setOpenId(null);
              grid.current?.focus();
            }}
          />
        )
      }
    >
      <LiveGrid
        list={list}
        grid={grid}
        name="deliveries"
        label={t('integration.deliveries.list')}
        columns={columns}
        rowId={rowId}
        onOpen={open}
        onMove={(row) => openId !== null && open(row)}
        openId={opened?.id ?? null}
        live
        filters={
          <Select
            size="xs"
            w={320}
            aria-label={t('integration.deliveries.endpoint')}
            value={endpoint ?? ALL}
            onChange={(value) =>
              void navigate({
                to: '/integration',
                search: { tab: 'deliveries', ...(value === null || value === ALL ? {} : { endpoint: value }) },
                replace: true,
              })
            }
            data={[
              { value: ALL, label: t('integration.deliveries.allEndpoints') },
              ...[...urls].map(([value, label]) => ({ value, label })),
            ]}
          />
        }
        empty={
          <EmptyNotice icon={IconWebhook} title={t('integration.deliveries.emptyTitle')}>
            {t('integration.deliveries.empty')}
          </EmptyNotice>
        }
      />
    </ListWithPanel>
  );
}

const statuses = ['pending', 'sending', 'delivered', 'failed', 'dead'] as const;
type Status = (typeof statuses)[number];

const statusLook: Readonly<Record<Status, readonly [Tone, Icon]>> = {
  pending: ['info', IconHourglass],
  sending: ['info', IconSend],
  delivered: ['good', IconCheck],
  failed: ['warn', IconAlertTriangle],
  dead: ['bad', IconX],
};

function DeliveryStatus({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  const known = statuses.find((one) => one === status);
  if (known === undefined) return <span>{status}</span>;
  const [tone, icon] = statusLook[known];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`integration.deliveries.status.${known}`)}
    </Tag>
  );
}

function deliveryColumns(t: TFunction, urls: ReadonlyMap<string, string>): readonly GridColumn<Delivery>[] {
  return [
    {
      id: 'status',
      header: t('integration.deliveries.column.status'),
      width: 104,
      always: true,
      cell: (row) => <DeliveryStatus status={row.status} />,
      text: (row) => row.status,
      sort: (row) => row.status,
    },
    {
      id: 'topic',
      header: t('integration.deliveries.column.topic'),
      width: 196,
      grow: 1,
      cell: (row) => row.topic,
      text: (row) => row.topic,
      sort: (row) => row.topic,
    },
    {
      id: 'endpoint',
      header: t('integration.deliveries.column.endpoint'),
      width: 180,
      grow: 1.6,
      cell: (row) => <Mono>{urls.get(row.endpointId) ?? row.endpointId}</Mono>,
      text: (row) => urls.get(row.endpointId) ?? row.endpointId,
    },
    {
      id: 'attempts',
      header: t('integration.deliveries.column.attempts'),
      width: 84,
      spare: 1,
      align: 'end',
      cell: (row) => row.attempts,
      text: (row) => String(row.attempts),
      sort: (row) => row.attempts,
    },
    {
      id: 'answer',
      header: t('integration.deliveries.column.answer'),
      width: 76,
      align: 'end',
      cell: (row) => row.lastStatus ?? t('ui.none'),
      text: (row) => String(row.lastStatus ?? ''),
      sort: (row) => row.lastStatus ?? 0,
    },
    {
      id: 'error',
      header: t('integration.deliveries.column.error'),
      width: 140,
      spare: 2,
      grow: 1.4,
      cell: (row) => row.lastError ?? t('ui.none'),
      text: (row) => row.lastError ?? '',
    },
    {
      id: 'created',
      header: t('integration.deliveries.column.created'),
      width: 90,
      cell: (row) => <Moment at={row.createdAt} />,
      text: (row) => new Date(row.createdAt).toISOString(),
      sort: (row) => row.createdAt,
    },
  ];
}

interface DeliveryPanelProps {
  readonly delivery: Delivery;
  readonly url: string;
  readonly onClose: () => void;
}

function DeliveryPanel({ delivery, url, onClose }: DeliveryPanelProps) {
  const { t } = useTranslation();
  const mayManage = useMay('integration.manage');
  const replay = async () => {
    try {
      await client.integration.webhooks.replay({ id: delivery.id });
      notifications.show({ message: t('integration.deliveries.replayed') });
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <SidePanel
      title={
        <>
          {delivery.topic}
          <DeliveryStatus status={delivery.status} />
        </>
      }
      onClose={onClose}
      actions={
        mayManage && (
          <ActionButton
            label={t('integration.deliveries.replay')}
            keys="r"
            icon={IconRefresh}
            variant="default"
            onAction={() => void replay()}
          />
        )
      }
    >
      <Section title={t('integration.deliveries.detail')}>
        <Facts>
          <Fact name={t('integration.deliveries.column.endpoint')}>{url}</Fact>
          <Fact name={t('integration.deliveries.column.attempts')}>{delivery.attempts}</Fact>
          <Fact name={t('integration.deliveries.column.answer')}>{delivery.lastStatus ?? t('ui.none')}</Fact>
          <Fact name={t('integration.deliveries.column.error')}>{delivery.lastError ?? t('ui.none')}</Fact>
          <Fact name={t('integration.deliveries.column.created')}>
            <Moment at={delivery.createdAt} long />
          </Fact>
          {delivery.finishedAt === null ? (
            <Fact name={t('integration.deliveries.column.next')}>
              <Moment at={delivery.nextAttemptAt} long />
            </Fact>
          ) : (
            <Fact name={t('integration.deliveries.column.finished')}>
              <Moment at={delivery.finishedAt} long />
            </Fact>
          )}
          <Fact name={t('integration.deliveries.column.event')}>
            <CopyText text={delivery.eventId} name={t('integration.deliveries.column.event')} />
          </Fact>
        </Facts>
      </Section>
    </SidePanel>
  );
}
