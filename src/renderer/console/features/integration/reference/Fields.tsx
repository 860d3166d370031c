import { useTranslation } from 'react-i18next';
import type { ReferenceField, ReferenceShape } from '../../../../../shared/contract/console/reference.ts';
import type { Api } from '../tabs.ts';
import { Phrase } from './Phrase.tsx';
import classes from './reference.module.css';

/** Fields one under the other, each with its type, meaning and limits. */
export function Fields({ api, fields }: { readonly api: Api; readonly fields: readonly ReferenceField[] }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.fields}>
      {fields.map(({ name, required, type, meaning, limits }) => (
        <div key={name} className={classes.field}>
          <dt>
            <code className={classes.name}>{name}</code>
            {required && <span className={classes.required}>{t('integration.api.required')}</span>}
            <span className={classes.type}>
              <Phrase words={type} api={api} />
            </span>
          </dt>
          {(meaning.length > 0 || limits.length > 0) && (
            <dd>
              {meaning.length > 0 && <Phrase words={meaning} api={api} />}
              {meaning.length > 0 && limits.length > 0 && ' · '}
              {limits.length > 0 && <Phrase words={limits} api={api} />}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** What a body or an answer holds. */
export function Shape({ api, shape }: { readonly api: Api; readonly shape: ReferenceShape }) {
  if (shape.fields.length > 0) return <Fields api={api} fields={shape.fields} />;
  return (
    <p className={classes.plain}>
      <Phrase words={shape.type} api={api} />
    </p>
  );
}
