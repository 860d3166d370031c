import { IconEqual, IconEqualNot, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IdentityComparison, IdentityRequestDetail } from '../../../../../../shared/contract/console/identity.ts';
import { type IdentityField, identityFields } from '../../../../../../shared/vocabulary/index.ts';
import { locale } from '../../../../../i18n/i18n.ts';
import { countryName } from '../../../../../ui/format.ts';
import { Moment } from '../../../../../ui/Moment.tsx';
import { Tag } from '../../../../../ui/Tag.tsx';
import classes from './identity.module.css';
import type { Clear } from './use-reveal.ts';

type Document = NonNullable<IdentityRequestDetail['new']>;

interface FieldsProps {
  readonly request: IdentityRequestDetail;
  readonly comparison: IdentityComparison | undefined;
  /** What was revealed, while it may be shown. */
  readonly clear: Clear | null;
}

/** Old and new data beside each other. What differs says so in a word and an icon, not by its colour alone (FV-03). */
export function Fields({ request, comparison, clear }: FieldsProps) {
  const { t } = useTranslation();
  const { old, new: fresh } = request;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll sideways has to be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t('caseBodies.identity.data')}>
        <table className={classes.fields}>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('caseBodies.identity.bound')}</th>
              <th scope="col">{t('caseBodies.identity.requested')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {identityFields.map((field) => (
              <tr key={field} data-differs={comparison?.differs.includes(field) || undefined}>
                <th scope="row">{t(`caseBodies.identity.field.${field}`)}</th>
                <td>{old === null ? t('ui.none') : <Value field={field} document={old} clear={clear?.old ?? null} />}</td>
                <td>{fresh === null ? t('ui.none') : <Value field={field} document={fresh} clear={clear?.new ?? null} />}</td>
                <td>{comparison !== undefined && <Mark field={field} hasOld={old !== null} comparison={comparison} />}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{t('caseBodies.identity.handedIn')}</th>
              <td>{old === null ? t('ui.none') : <HandedIn document={old} />}</td>
              <td>{fresh === null ? t('ui.none') : <HandedIn document={fresh} />}</td>
              <td />
            </tr>
          </tbody>
        </table>
      </section>
      {old === null && <p className={classes.soft}>{t('caseBodies.identity.noneBound')}</p>}
    </>
  );
}

interface ValueProps {
  readonly field: IdentityField;
  readonly document: Document;
  readonly clear: Clear['new'];
}

function Value({ field, document, clear }: ValueProps) {
  const { t } = useTranslation();
  switch (field) {
    case 'kind':
      return t(`caseBodies.identity.documentKind.${document.kind}`);
    case 'country':
      return countryName(document.country, locale());
    case 'expiresOn':
      return document.expiresOn ?? t('caseBodies.identity.noExpiry');
    default:
      return <span className={classes.datum}>{clear === null ? document[field] : clear[field]}</span>;
  }
}

function HandedIn({ document }: { readonly document: Document }) {
  const { t } = useTranslation();
  const by =
    document.source === 'customer' || document.source === 'platform' ? t(`caseBodies.identity.by.${document.source}`) : document.source;
  return (
    <>
      <Moment at={document.createdAt} /> <span className={classes.soft}>{by}</span>
    </>
  );
}

interface MarkProps {
  readonly field: IdentityField;
  readonly hasOld: boolean;
  readonly comparison: IdentityComparison;
}

function Mark({ field, hasOld, comparison }: MarkProps) {
  const { t } = useTranslation();
  if (!hasOld) {
    return (
      <Tag tone="info" icon={IconPlus} quiet>
        {t('caseBodies.identity.onlyNew')}
      </Tag>
    );
  }
  return comparison.differs.includes(field) ? (
    <Tag tone="warn" icon={IconEqualNot}>
      {t('caseBodies.identity.differs')}
    </Tag>
  ) : (
    <Tag tone="neutral" icon={IconEqual} quiet>
      {t('caseBodies.identity.same')}
    </Tag>
  );
}
