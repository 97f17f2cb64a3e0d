export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where pages of a language lie: Chinese ones at the root. */
export const FOLDER: Readonly<Record<Language, string>> = { zh: '', en: 'en/' };
export const OTHER: Readonly<Record<Language, Language>> = { zh: 'en', en: 'zh' };
export const HTML_LANG: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };
