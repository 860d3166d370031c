import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import { countryName } from './format.ts';

/** A country by its code, or by its name where there is room. */
export function Country({ code, long = false }: { readonly code: string | null; readonly long?: boolean }) {
  const { t } = useTranslation();
  if (code === null) return <span>{t('ui.none')}</span>;
  const name = countryName(code, locale());
  return long ? <span>{`${name} (${code})`}</span> : <abbr title={name}>{code}</abbr>;
}
