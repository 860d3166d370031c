import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { errorMessage } from './errors.ts';

/** Says that what somebody asked for was not done, and why. For controls that have no dialog of their own to say it in. */
export function tellFailure(error: unknown, title: string = i18next.t('ui.error.title')): void {
  notifications.show({ title, message: errorMessage(i18next.t, error), color: 'red.9' });
}
