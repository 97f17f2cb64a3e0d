import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type Language = 'zh' | 'en';

/** The same words in both languages. */
export type Words<W> = Readonly<Record<Language, W>>;

const KEY = 'console.language';
const LanguageContext = createContext<{ language: Language; setLanguage: (next: Language) => void }>({
  language: 'zh',
  setLanguage: () => undefined,
});

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(KEY) === 'en' ? 'en' : 'zh',
  );
  useEffect(() => {
    localStorage.setItem(KEY, language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const value = useMemo(() => ({ language, setLanguage }), [language]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage() {
  return useContext(LanguageContext);
}

/** Words of a page in the language it is shown in. */
export function useWords<W>(words: Words<W>): W {
  return words[useLanguage().language];
}
