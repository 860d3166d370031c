import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';
import { zhCN } from './zh-CN/index.ts';

/** Languages that there are texts in, each under its own name. */
export const languages = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof languages;

const PREFERENCE = 'portcullis.language';

const known = (name: string | null | undefined): Language | undefined =>
  Object.keys(languages).find((language): language is Language => language === name);

/** What the person chose on this machine, else the first of the browser's languages that there are texts in. */
function firstLanguage(): Language {
  const chosen = known(localStorage.getItem(PREFERENCE));
  if (chosen !== undefined) return chosen;
  const wanted = navigator.languages.find((name) => /^(en|zh)\b/i.test(name));
  return wanted?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en';
}

/**
 * Sets up the texts of every page. English is the catalogue that others are checked against, and stands in where they have no text.
 * @param onLanguage told of the language at once and whenever it changes
 */
export async function startTexts(onLanguage: (language: string) => void): Promise<void> {
  i18next.on('languageChanged', onLanguage);
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    supportedLngs: Object.keys(languages),
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    // Scopes such as `operations:write` are keys, and there are no namespaces.
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export function currentLanguage(): Language {
  return known(i18next.resolvedLanguage) ?? 'en';
}

/** Shows all texts, dates and numbers in another language, now and at the next start. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(PREFERENCE, language);
  await i18next.changeLanguage(language);
}

/** The locale for numbers and times: the person's own, in the language of the texts. */
export function locale(): string {
  const language = i18next.resolvedLanguage ?? 'en';
  return navigator.languages.find((name) => name.split('-')[0] === language.split('-')[0]) ?? language;
}
