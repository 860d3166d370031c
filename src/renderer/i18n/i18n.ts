import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';

/** Sets up the texts of every page. English is the only catalogue so far, and the one that others are checked against. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // Scopes such as `operations:write` are keys, and there are no namespaces.
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** The locale for numbers and times: the person's own, in the language of the texts. */
export function locale(): string {
  const language = i18next.resolvedLanguage ?? 'en';
  return navigator.languages.find((name) => name.split('-')[0] === language) ?? language;
}
