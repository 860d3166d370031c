import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Linked } from '../../../../../../shared/contract/console/index.ts';
import { TextLink } from '../../../../shell/TextLink.tsx';
import { AccountMarks } from './AccountMarks.tsx';
import { kindIcon } from './kind-icon.ts';
import { type GraphLayout, layOut } from './layout.ts';
import classes from './links.module.css';

/** What is pointed at: its lines stand out. */
type Chosen = { readonly thing: number } | { readonly other: number } | null;

/**
 * The account, what it shares and with whom, in three columns with lines between. The nodes are text and links like any other, so that they are
 * read out and reached by keyboard; the lines alone are drawn.
 */
export function LinkedGraph({ linked }: { readonly linked: Linked }) {
  const { t } = useTranslation();
  const layout = useMemo(() => layOut(linked), [linked]);
  const [chosen, setChosen] = useState<Chosen>(null);
  if (layout === null) return null;
  const { height, own, things, others } = layout;
  const pointed = (to: Chosen) => ({
    onPointerEnter: () => setChosen(to),
    onPointerLeave: () => setChosen(null),
    onFocus: () => setChosen(to),
    onBlur: () => setChosen(null),
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll has to be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={t('caseBodies.links.whole')}>
      <div className={classes.graph} style={{ height }}>
        <Lines layout={layout} chosen={chosen} />
        <div className={classes.own} style={{ top: own.y }}>
          <span className={classes.soft}>{t('caseBodies.links.this')}</span>
          <strong>{own.account.customerName ?? own.account.accountId}</strong>
          <AccountMarks account={own.account} />
        </div>
        <ul className={classes.column}>
          {things.map(({ link, y }, thing) => {
            const KindIcon = kindIcon[link.kind];
            return (
              <li key={`${link.kind}-${link.label}`} className={classes.thing} style={{ top: y }} {...pointed({ thing })}>
                <KindIcon size={16} stroke={1.7} aria-hidden />
                <span className={classes.words}>
                  <span className={classes.label}>{link.label}</span>
                  <span className={classes.soft}>
                    {t(`caseBodies.links.kind.${link.kind}`)} · {t('caseBodies.links.accounts', { count: link.total })}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
        <ul className={classes.column}>
          {others.map(({ account, y }, other) => (
            <li key={account.accountId} className={classes.other} style={{ top: y }} {...pointed({ other })}>
              <span className={classes.words}>
                <TextLink to="/customers/$accountId" params={{ accountId: account.accountId }} className={classes.label ?? ''}>
                  {account.customerName ?? account.accountId}
                </TextLink>
                <span className={classes.soft}>{account.accountId}</span>
              </span>
              <AccountMarks account={account} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** Where the columns of nodes begin and end, in parts of the whole width; the style sheet places them by the same. */
const X = { ownEnd: 22, thingStart: 30, thingEnd: 58, otherStart: 68 } as const;

function Lines({ layout, chosen }: { readonly layout: GraphLayout; readonly chosen: Chosen }) {
  const { height, own, things, others, edges } = layout;
  const isLit = (thing: number, other?: number) =>
    chosen !== null &&
    ('thing' in chosen
      ? chosen.thing === thing
      : other === undefined
        ? edges.some((edge) => edge.thing === thing && edge.other === chosen.other)
        : chosen.other === other);
  return (
    <svg className={classes.lines} viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <title>{''}</title>
      {things.map(({ link, y }, thing) => (
        <path key={`${link.kind}-${link.label}`} d={curve(X.ownEnd, own.y, X.thingStart, y)} data-lit={isLit(thing) || undefined} />
      ))}
      {edges.map(({ thing, other }) => (
        <path
          key={`${thing}-${other}`}
          d={curve(X.thingEnd, things[thing]?.y ?? 0, X.otherStart, others[other]?.y ?? 0)}
          data-lit={isLit(thing, other) || undefined}
        />
      ))}
    </svg>
  );
}

const curve = (x1: number, y1: number, x2: number, y2: number): string => {
  const middle = (x1 + x2) / 2;
  return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`;
};
