import { useTranslation } from 'react-i18next';
import type { ApiReference, ReferenceRoute, ReferenceShape } from '../../../../../shared/contract/console/reference.ts';
import { CodeBlock } from '../../../../ui/CodeBlock.tsx';
import { CopyText } from '../../../../ui/CopyText.tsx';
import { Section } from '../../../../ui/SidePanel.tsx';
import type { Api } from '../tabs.ts';
import { Fields, Shape } from './Fields.tsx';
import { Method } from './Method.tsx';
import { Phrase } from './Phrase.tsx';
import classes from './reference.module.css';

interface RouteArticleProps {
  readonly api: Api;
  readonly route: ReferenceRoute;
  readonly errors: ApiReference['errors'];
}

/** One call with all that its caller has to know. */
export function RouteArticle({ api, route, errors }: RouteArticleProps) {
  const { t } = useTranslation();
  const [first, ...others] = route.examples;
  return (
    <article className={classes.article}>
      <h2 className={classes.title} lang="en">
        {route.summary}
      </h2>
      <p className={classes.route}>
        <Method name={route.method} />
        <CopyText text={route.path} name={t('integration.api.path')} />
      </p>
      {route.about.length > 0 && (
        <p className={classes.about}>
          <Phrase words={route.about} api={api} />
        </p>
      )}
      {route.parameters.length > 0 && (
        <Section title={t('integration.api.parameters')}>
          <Fields api={api} fields={route.parameters} />
        </Section>
      )}
      {route.body !== null && (
        <Section title={t('integration.api.body')}>
          <Shape api={api} shape={route.body} />
        </Section>
      )}
      <Section title={t('integration.api.call')} aside={first && <span className={classes.hint}>{first.summary}</span>}>
        <CodeBlock text={route.curl} name={t('integration.api.curl')} />
      </Section>
      {others.map(({ summary, json }) => (
        <Section key={summary} title={t('integration.api.otherBody')} aside={<span className={classes.hint}>{summary}</span>}>
          <CodeBlock text={json} name={summary} />
        </Section>
      ))}
      {route.answers.map(({ status, stream, shape }) => (
        <Section key={status} title={t(stream ? 'integration.api.stream' : 'integration.api.answer', { status })}>
          <Shape api={api} shape={shape} />
        </Section>
      ))}
      <Section title={t('integration.api.errors')}>
        <Errors errors={errors.filter(({ status }) => route.errors.includes(status))} />
      </Section>
    </article>
  );
}

/** A schema that several calls share. */
export function SchemaArticle({ api, name, shape }: { readonly api: Api; readonly name: string; readonly shape: ReferenceShape }) {
  return (
    <article className={classes.article}>
      <h2 className={classes.title} lang="en">
        {name}
      </h2>
      <Shape api={api} shape={shape} />
    </article>
  );
}

/** Statuses of refusals with what they mean. */
export function Errors({ errors }: { readonly errors: ApiReference['errors'] }) {
  return (
    <dl className={classes.fields}>
      {errors.map(({ status, about }) => (
        <div key={status} className={classes.error}>
          <dt>
            <code className={classes.name}>{status}</code>
          </dt>
          <dd>
            <Phrase words={about} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
