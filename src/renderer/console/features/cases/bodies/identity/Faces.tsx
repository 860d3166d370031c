import { IconAlertTriangle, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IdentityComparison } from '../../../../../../shared/contract/console/identity.ts';
import { locale } from '../../../../../i18n/i18n.ts';
import { Fact, Facts } from '../../../../../ui/Facts.tsx';
import { share } from '../../../../../ui/format.ts';
import { Tag } from '../../../../../ui/Tag.tsx';
import classes from './identity.module.css';
import { type Likeness, likenessOf } from './likeness.ts';

const look = {
  clearly_same: ['good', IconCheck],
  probably_same: ['good', IconCheck],
  doubtful: ['warn', IconAlertTriangle],
  another: ['bad', IconX],
} as const satisfies Readonly<Record<Likeness, readonly ['good' | 'warn' | 'bad', typeof IconCheck]>>;

/** How alike the faces are, in words first. */
export function Faces({ faces }: { readonly faces: IdentityComparison['faces'] }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t('caseBodies.identity.withDocument')}>
        <LikenessWords value={faces.document} sameFrom={faces.sameFrom} />
      </Fact>
      <Fact name={t('caseBodies.identity.withEnrolled')}>
        <LikenessWords value={faces.enrolled} sameFrom={faces.sameFrom} />
      </Fact>
    </Facts>
  );
}

interface LikenessWordsProps {
  readonly value: IdentityComparison['faces']['document'];
  readonly sameFrom: number;
}

function LikenessWords({ value, sameFrom }: LikenessWordsProps) {
  const { t } = useTranslation();
  if (value === null) {
    return (
      <Tag tone="neutral" icon={IconQuestionMark} quiet>
        {t('caseBodies.identity.notCompared')}
      </Tag>
    );
  }
  const likeness = likenessOf(value.score, sameFrom);
  const [tone, icon] = look[likeness];
  return (
    <>
      <Tag tone={tone} icon={icon}>
        {t(`caseBodies.identity.likeness.${likeness}`)}
      </Tag>{' '}
      <span className={classes.soft}>
        {t('caseBodies.identity.likenessScore', { score: share(value.score, locale()), from: share(sameFrom, locale()) })}
      </span>
    </>
  );
}
