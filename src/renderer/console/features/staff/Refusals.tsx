import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { TextLink } from '../../shell/TextLink.tsx';

const SHOWN = 8;
const ACTION = 'access.denied';

/** What somebody tried that their role does not include: the first trace of a stolen session, or of a role that is too small. */
export function Refusals() {
  const { t } = useTranslation();
  const refused = useQuery(api.audit.list.queryOptions({ input: { action: ACTION, limit: SHOWN } }));
  return (
    <Card
      title={t('staff.refused.title')}
      aside={
        <TextLink to="/audit" search={{ action: ACTION }}>
          {t('staff.refused.all')}
        </TextLink>
      }
    >
      {refused.isPending && <Loading inLine />}
      {refused.isError && <ErrorNotice error={refused.error} onRetry={() => void refused.refetch()} />}
      {refused.data?.items.length === 0 && <Nothing>{t('staff.refused.none')}</Nothing>}
      {refused.data !== undefined && refused.data.items.length > 0 && (
        <MiniTable
          label={t('staff.refused.title')}
          rows={refused.data.items}
          rowId={({ chain, seq }) => `${chain}:${seq}`}
          columns={[
            { name: t('staff.refused.at'), cell: ({ at }) => <Moment at={at} /> },
            { name: t('staff.refused.who'), cell: ({ actorName, actorId }) => actorName ?? actorId },
            { name: t('staff.refused.what'), cell: ({ subjectId }) => <Mono>{subjectId}</Mono>, wide: true },
            { name: t('staff.refused.from'), cell: ({ address }) => address ?? t('ui.none') },
          ]}
        />
      )}
    </Card>
  );
}
