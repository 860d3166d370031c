import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';

export const since = (at: number): string => absoluteTime(at, 'local', locale());
