import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { Section, SidePanel } from '../../../ui/SidePanel.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import classes from './audit.module.css';
import { actionWords, actorKindWord, fieldWords, valueWords } from './audit-words.ts';

/** One entry of the trail, with what it changed. */
export function AuditPanel({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SidePanel title={actionWords(entry.action)} onClose={onClose}>
      <Section title={t('audit.detail.changes')}>
        {entry.changes.length === 0 ? <p className={classes.soft}>{t('audit.detail.noChanges')}</p> : <Changes entry={entry} />}
      </Section>
      <Section title={t('audit.detail.facts')}>
        <Facts>
          <Fact name={t('audit.detail.at')}>
            <Moment at={entry.at} long />
          </Fact>
          <Fact name={t('audit.detail.who')}>
            <Actor entry={entry} />
          </Fact>
          <Fact name={t('audit.detail.whoId')}>
            <CopyText text={entry.actorId} name={t('audit.detail.whoId')} />
          </Fact>
          <Fact name={t('audit.detail.reason')}>{entry.reason ?? t('ui.none')}</Fact>
          <Fact name={t('audit.detail.from')}>{entry.address === null ? t('ui.none') : <Mono>{entry.address}</Mono>}</Fact>
          <Fact name={t('audit.detail.subject')}>
            {entry.subjectKind.replaceAll('_', ' ')}
            <br />
            <CopyText text={entry.subjectId} name={t('audit.detail.subject')} />
          </Fact>
          {entry.accountId !== null && (
            <Fact name={t('audit.detail.account')}>
              <CustomerLink id={entry.accountId} />
            </Fact>
          )}
          <Fact name={t('audit.detail.place')}>{t('audit.detail.placeText', { chain: entry.chain, seq: entry.seq })}</Fact>
          <Fact name={t('audit.detail.hash')}>
            <CopyText text={entry.hash} name={t('audit.detail.hash')} />
            <br />
            <span className={classes.soft}>{t('audit.detail.hashHint')}</span>
          </Fact>
        </Facts>
      </Section>
    </SidePanel>
  );
}

function Actor({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation();
  const word = actorKindWord(t, entry.actorKind);
  return entry.actorName === null ? word : `${entry.actorName} (${word.toLocaleLowerCase()})`;
}

function Changes({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation();
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">{t('audit.detail.field')}</th>
          <th scope="col">{t('audit.detail.old')}</th>
          <th scope="col">{t('audit.detail.new')}</th>
        </tr>
      </thead>
      <tbody>
        {entry.changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{fieldWords(change.field)}</th>
            <td className={change.old === null ? '' : classes.old}>{valueWords(change.old, change.field)}</td>
            <td className={change.new === null ? '' : classes.new}>{valueWords(change.new, change.field)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
