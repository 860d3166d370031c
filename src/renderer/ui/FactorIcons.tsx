import { useTranslation } from 'react-i18next';
import type { FactorKind } from '../../shared/vocabulary/index.ts';
import { factorIcon } from './badges.tsx';
import classes from './FactorIcons.module.css';

/** Factors as icons in a row, each with its name for a pointer and for a screen reader. */
export function FactorIcons({ kinds, none }: { readonly kinds: readonly FactorKind[]; readonly none: string }) {
  const { t } = useTranslation();
  if (kinds.length === 0) return <span className={classes.none}>{none}</span>;
  return (
    <span className={classes.row}>
      {kinds.map((kind) => {
        const KindIcon = factorIcon[kind];
        const name = t(`words.factor.${kind}`);
        return (
          <span key={kind} role="img" aria-label={name} title={name}>
            <KindIcon size={16} stroke={1.7} aria-hidden />
          </span>
        );
      })}
    </span>
  );
}
