import { ConfigProvider, Grid } from 'antd';
import type { Locale } from 'antd/es/locale';
import zhCN from 'antd/es/locale/zh_CN';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { NONCE } from '../style-nonce.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { kitTheme } from '../theme/kit-theme.ts';

/** The component kit in our colours, language and content policy. */
export function Kit({ children }: { children: ReactNode }) {
  const { xs: isPhone = false } = Grid.useBreakpoint();
  const { isDark } = useAppearance();
  const theme = useMemo(() => kitTheme(isDark, isPhone), [isDark, isPhone]);
  return (
    <ConfigProvider
      locale={useKitLocale()}
      csp={{ nonce: NONCE }}
      theme={theme}
      // a word of two characters is one word
      button={{ autoInsertSpace: false }}
    >
      {children}
    </ConfigProvider>
  );
}

/** The component kit's own words; English is fetched when it is wanted. */
function useKitLocale(): Locale {
  const { language } = useLanguage();
  const [english, setEnglish] = useState<Locale>();
  useEffect(() => {
    if (language === 'en') void import('antd/es/locale/en_US').then((module) => setEnglish(module.default));
  }, [language]);
  return useMemo(() => withOwnNames(language === 'en' && english ? english : zhCN), [language, english]);
}

/** A calendar's buttons for month and year are named by what they show, not by what they do: one says it as one sees it. */
function withOwnNames(locale: Locale): Locale {
  const { DatePicker } = locale;
  if (!DatePicker) return locale;
  const { yearSelect, monthSelect, decadeSelect, ...lang } = DatePicker.lang;
  return { ...locale, DatePicker: { ...DatePicker, lang: lang as typeof DatePicker.lang } };
}
