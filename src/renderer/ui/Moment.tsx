import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import { absoluteTime, relativeTime } from './format.ts';
import { useEngineNow } from './use-watched.ts';

interface MomentProps {
  readonly at: number | null;
  /** Also write out the date and time, where there is room for it. */
  readonly long?: boolean;
}

/** A moment as its age; the exact time, in UTC and here, on hover or written out. */
export function Moment({ at, long = false }: MomentProps) {
  const { t } = useTranslation();
  const now = useEngineNow('ten-seconds');
  if (at === null) return <span>{t('ui.none')}</span>;
  const utc = absoluteTime(at, 'utc', locale());
  const local = absoluteTime(at, 'local', locale());
  const age = relativeTime(at, now, locale());
  return (
    <time dateTime={new Date(at).toISOString()} title={utc === local ? utc : `${utc}\n${local}`}>
      {long ? `${local} (${age})` : age}
    </time>
  );
}
