import { Anchor, Skeleton } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../ui/Loading.tsx';
import { Markdown } from '../../../ui/Markdown.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { PathLink } from '../../shell/PathLink.tsx';
import classes from './help.module.css';
import { loadPage, pageNames, pageOfLink } from './pages.ts';

/** The guides, inside the app. */
export function HelpView() {
  const { t } = useTranslation();
  const { _splat: page = 'console/getting-around' } = useParams({ strict: false });
  const text = useQuery({
    queryKey: ['help', page],
    queryFn: () => loadPage(page),
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <ManagePage title={t('shell.help.title')}>
      <div className={classes.columns}>
        <nav aria-label={t('shell.help.pages')} className={classes.pages}>
          <Pages title={t('shell.help.console')} names={pageNames.filter((name) => name.startsWith('console/'))} open={page} />
          <Pages title={t('shell.help.guides')} names={pageNames.filter((name) => !name.startsWith('console/'))} open={page} />
        </nav>
        <article className={classes.page}>
          {text.isPending && (
            <Loading>
              <Skeleton height={300} />
            </Loading>
          )}
          {text.data === null && (
            <EmptyNotice icon={IconZoomQuestion} title={t('shell.help.missing')}>
              {t('shell.help.missingText')}
            </EmptyNotice>
          )}
          {typeof text.data === 'string' && (
            <Markdown
              text={text.data}
              link={(href, words) => {
                const other = pageOfLink(href, page);
                if (other !== null) return <PathLink path={`/help/${other}`}>{words}</PathLink>;
                if (!href.startsWith('https://')) return words;
                return (
                  <Anchor inherit href={href} target="_blank" rel="noreferrer">
                    {words}
                  </Anchor>
                );
              }}
            />
          )}
        </article>
      </div>
    </ManagePage>
  );
}

function Pages({ title, names, open }: { readonly title: string; readonly names: readonly string[]; readonly open: string }) {
  return (
    <>
      <p className={classes.group}>{title}</p>
      <ul className={classes.list}>
        {names.map((name) => (
          <li key={name} data-open={name === open || undefined}>
            <PathLink path={`/help/${name}`}>{titleOf(name)}</PathLink>
          </li>
        ))}
      </ul>
    </>
  );
}

function titleOf(name: string): string {
  const words = (name.split('/').at(-1) ?? name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
