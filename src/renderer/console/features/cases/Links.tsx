import { Select, TextInput } from '@mantine/core';
import { IconLink, IconUnlink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { WriteButton, WriteIcon } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './cases.module.css';

const SHOWN = 50;
const CASE_ID = /^case_[0-9a-z]{26}$/u;

const show = (detail: CaseDetail) => queryClient.setQueryData(api.cases.get.queryKey({ input: { id: detail.id } }), detail);

/** What belongs to the case: what it is about, and other cases that somebody said belong with it. */
export function Links({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const mayWork = useMay('cases.work');
  const [asking, setAsking] = useState(false);
  return (
    <Card
      title={t('cases.detail.links')}
      aside={
        mayWork && (
          <WriteButton size="compact-sm" variant="default" leftSection={<IconLink size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {t('cases.links.add')}
          </WriteButton>
        )
      }
    >
      {detail.links.length === 0 && <Nothing>{t('cases.detail.noLinks')}</Nothing>}
      <ul className={classes.links}>
        {detail.links.map((link) => (
          <li key={link.id}>
            <span className={classes.soft}>{t(`cases.detail.linkKind.${link.kind}`)}</span>
            <span className={classes.linkTo}>
              <LinkTo link={link} />
            </span>
            {link.kind === 'case' && mayWork && (
              <WriteIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('cases.links.remove', { title: link.title ?? link.id })}
                onClick={() => void client.cases.unlink({ id: detail.id, otherId: link.id }).then(show, tellFailure)}
              >
                <IconUnlink size={14} aria-hidden />
              </WriteIcon>
            )}
          </li>
        ))}
      </ul>
      {asking && <AddLink detail={detail} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function LinkTo({ link }: { readonly link: CaseDetail['links'][number] }) {
  if (link.kind === 'case') {
    return (
      <TextLink to="/cases/$caseId" params={{ caseId: link.id }}>
        {link.title ?? link.id}
      </TextLink>
    );
  }
  if (link.kind === 'decision') {
    return (
      <TextLink to="/decisions/$decisionId" params={{ decisionId: link.id }}>
        {link.id}
      </TextLink>
    );
  }
  return <CopyText text={link.id} name={link.kind} />;
}

/** Offers the customer's other cases and those that are like this one; any other by its id. */
function AddLink({ detail, onClose }: { readonly detail: CaseDetail; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const { id, accountId } = detail;
  const open = useQuery(api.cases.list.queryOptions({ input: { accountId, limit: SHOWN } }));
  const closed = useQuery(api.cases.list.queryOptions({ input: { accountId, show: 'closed', limit: SHOWN } }));
  const similar = useQuery(api.cases.similar.queryOptions({ input: { id } }));
  const taken = new Set([id, ...detail.links.map((link) => link.id)]);
  const options = (cases: readonly { readonly id: string; readonly title: string }[] | undefined) => {
    const free = (cases ?? []).filter((each) => !taken.has(each.id));
    for (const each of free) taken.add(each.id);
    return free.map((each) => ({ value: each.id, label: `${each.title} · ${each.id.slice(-6)}` }));
  };
  const groups = [
    { group: t('cases.links.sameCustomer'), items: options([...(open.data?.items ?? []), ...(closed.data?.items ?? [])]) },
    { group: t('cases.links.alike'), items: options(similar.data?.items) },
  ].filter(({ items }) => items.length > 0);
  // What is offered is known before the dialog opens, so that its first field is the one to begin with.
  if (open.isLoading || closed.isLoading || similar.isLoading) return null;
  const nothingOffered = groups.length === 0;
  const otherId = typed.trim() === '' ? chosen : typed.trim();
  return (
    <FormDialog
      title={t('cases.links.title')}
      confirm={t('cases.links.confirm')}
      ready={otherId !== null && CASE_ID.test(otherId)}
      onClose={onClose}
      onConfirm={async () => {
        if (otherId === null) return;
        show(await client.cases.link({ id, otherId }));
        onClose();
      }}
    >
      {() => (
        <>
          {nothingOffered ? (
            <Nothing>{t('cases.links.noneOffered')}</Nothing>
          ) : (
            <Select
              label={t('cases.links.which')}
              value={chosen}
              onChange={setChosen}
              searchable
              clearable
              data={groups}
              nothingFoundMessage={t('cases.links.none')}
              data-autofocus
            />
          )}
          <TextInput
            label={t(nothingOffered ? 'cases.detail.caseId' : 'cases.links.byId')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            placeholder="case_…"
            maxLength={40}
            {...(nothingOffered ? { 'data-autofocus': true } : {})}
          />
        </>
      )}
    </FormDialog>
  );
}
