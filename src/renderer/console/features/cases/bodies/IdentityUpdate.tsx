import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IdentityRequestDetail } from '../../../../../shared/contract/console/identity.ts';
import type { CaseDetail } from '../../../../../shared/contract/console/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { ActionButton } from '../../../../ui/ActionButton.tsx';
import { Card } from '../../../../ui/Card.tsx';
import { countdown } from '../../../../ui/format.ts';
import { ReasonDialog } from '../../../../ui/ReasonDialog.tsx';
import { useEngineNow } from '../../../../ui/use-watched.ts';
import { api } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { Body } from './Body.tsx';
import { Follows } from './Follows.tsx';
import { Conflicts } from './identity/Conflicts.tsx';
import { Faces } from './identity/Faces.tsx';
import { Fields } from './identity/Fields.tsx';
import { Images } from './identity/Images.tsx';
import classes from './identity/identity.module.css';
import { type Reveal, useReveal } from './identity/use-reveal.ts';
import { Task } from './Task.tsx';

/** FV-03: what a customer wants changed beside what is bound, and what speaks against it. */
export function IdentityUpdate({ case: shown }: { readonly case: CaseDetail }) {
  const { id } = shown.subject;
  return id === null || shown.subject.kind !== 'identity_request' ? <Task case={shown} /> : <OfRequest case={shown} id={id} />;
}

function OfRequest({ case: shown, id }: { readonly case: CaseDetail; readonly id: string }) {
  const request = useQuery(api.identityRequests.get.queryOptions({ input: { id } }));
  return <Body query={request}>{(data) => <Request key={data.contentHash} case={shown} request={data} />}</Body>;
}

function Request({ case: shown, request }: { readonly case: CaseDetail; readonly request: IdentityRequestDetail }) {
  const { t } = useTranslation();
  const comparison = useQuery(api.identityRequests.comparison.queryOptions({ input: { id: request.id } }));
  const reveal = useReveal(request);
  return (
    <>
      <Conflicts case={shown} request={request} />
      <Card title={t('caseBodies.identity.data')} aside={<RevealControl reveal={reveal} />}>
        <Fields request={request} comparison={comparison.data} clear={reveal.clear} />
      </Card>
      <Card title={t('caseBodies.images.title')}>
        {reveal.clear?.partly === true && <p className={classes.soft}>{t('caseBodies.identity.partly')}</p>}
        <Images request={request} clear={reveal.clear} />
      </Card>
      {comparison.data !== undefined && (
        <Card title={t('caseBodies.identity.faces')}>
          <Faces faces={comparison.data.faces} />
        </Card>
      )}
      <Follows case={shown} />
    </>
  );
}

function RevealControl({ reveal }: { readonly reveal: Reveal }) {
  const { t } = useTranslation();
  const may = useMay('customers.reveal');
  const [asking, setAsking] = useState(false);
  if (!may) return null;
  if (reveal.clear !== null) {
    return (
      <span className={classes.tools}>
        <TimeLeft until={reveal.clear.untilMs} />
        <Button variant="default" onClick={reveal.hide} leftSection={<IconEyeOff size={15} aria-hidden />}>
          {t('caseBodies.identity.hide')}
        </Button>
      </span>
    );
  }
  return (
    <>
      <ActionButton label={t('caseBodies.identity.reveal')} keys="v" icon={IconEye} variant="default" onAction={() => setAsking(true)} />
      {asking && (
        <ReasonDialog
          title={t('caseBodies.identity.revealTitle')}
          confirm={t('customers.reveal.confirm')}
          onClose={() => setAsking(false)}
          onConfirm={reveal.reveal}
        >
          {t('caseBodies.identity.revealAbout')}
        </ReasonDialog>
      )}
    </>
  );
}

function TimeLeft({ until }: { readonly until: number }) {
  const { t } = useTranslation();
  const left = until - useEngineNow('second');
  return (
    <span className={classes.soft} role="timer">
      {t('caseBodies.identity.revealed')} · {t('ui.timeLeft', { left: countdown(left, locale()) })}
    </span>
  );
}
