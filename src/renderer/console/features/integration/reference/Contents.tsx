import { type Ref, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../../shell/TextLink.tsx';
import { type Api, referencePlace } from '../tabs.ts';
import type { Entry } from './entries.ts';
import { Method } from './Method.tsx';
import classes from './reference.module.css';

interface ContentsProps {
  readonly ref: Ref<HTMLElement>;
  readonly api: Api;
  readonly entries: readonly Entry[];
  readonly show: string | undefined;
  readonly searched: string;
}

/** The list of all that can be opened, by group. */
export function Contents({ ref, api, entries, show, searched }: ContentsProps) {
  const { t } = useTranslation();
  const current = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is opened by key may lie outside what is scrolled to
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [show]);
  const groups = Map.groupBy(entries, (entry) => (entry.kind === 'route' ? entry.route.group : t('integration.api.schemas')));
  return (
    <nav ref={ref} className={classes.contents} aria-label={t('integration.api.contents')}>
      {searched === '' && (
        <ul>
          <li data-open={show === undefined || undefined}>
            <TextLink {...referencePlace(api)} aria-current={show === undefined ? 'true' : undefined}>
              {t('integration.api.introduction')}
            </TextLink>
          </li>
        </ul>
      )}
      {entries.length === 0 && <p className={classes.none}>{t('integration.api.none', { text: searched })}</p>}
      {[...groups].map(([group, members]) => (
        <div key={group}>
          <h2 className={classes.group}>{group}</h2>
          <ul>
            {members.map((entry) => (
              <li key={entry.id} ref={entry.id === show ? current : null} data-open={entry.id === show || undefined}>
                <TextLink {...referencePlace(api, entry.id)} aria-current={entry.id === show ? 'true' : undefined} lang="en">
                  {entry.kind === 'route' && <Method name={entry.route.method} short />}
                  <span>{entry.name}</span>
                </TextLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
