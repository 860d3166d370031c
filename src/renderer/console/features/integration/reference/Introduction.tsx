import { useTranslation } from 'react-i18next';
import type { ApiReference } from '../../../../../shared/contract/console/reference.ts';
import { CodeBlock } from '../../../../ui/CodeBlock.tsx';
import { Section } from '../../../../ui/SidePanel.tsx';
import { Errors } from './articles.tsx';
import { Phrase } from './Phrase.tsx';
import classes from './reference.module.css';

const ERROR_FORM = '{ "code": "…", "message": "…", "data": { … } }';

/** What holds for all calls of an API. */
export function Introduction({ reference }: { readonly reference: ApiReference }) {
  const { t } = useTranslation();
  const { title, version, about, security, errors } = reference;
  return (
    <article className={classes.article}>
      <h2 className={classes.title} lang="en">
        {title}
      </h2>
      <p className={classes.hint}>{t('integration.api.version', { version })}</p>
      <p className={classes.about}>
        <Phrase words={about} />
      </p>
      <Section title={t('integration.api.authentication')}>
        <p className={classes.plain}>
          <code>Authorization: Bearer …</code> <Phrase words={security} />
        </p>
      </Section>
      <Section title={t('integration.api.errors')}>
        <p className={classes.plain}>{t('integration.api.errorForm')}</p>
        <CodeBlock text={ERROR_FORM} name={t('integration.api.errors')} />
        <Errors errors={errors} />
      </Section>
    </article>
  );
}
