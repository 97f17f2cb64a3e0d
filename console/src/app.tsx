import { ConfigProvider, Grid, Spin } from 'antd';
import type { Locale } from 'antd/es/locale';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useAnswer } from './api/use-answer.ts';
import { RefusalAlert } from './components/refusal-alert.tsx';
import { LanguageProvider, useLanguage } from './language/language.tsx';
import { usePlace } from './routing/location.ts';
import { NONCE } from './style-nonce.ts';
import { AppearanceProvider, useAppearance } from './theme/appearance.tsx';
import { kitTheme } from './theme/kit-theme.ts';

const SignedIn = lazy(async () => ({ default: (await import('./shell/signed-in.tsx')).SignedIn }));
const SignInPage = lazy(async () => ({
  default: (await import('./pages/sign-in/sign-in-page.tsx')).SignInPage,
}));
const WelcomePage = lazy(async () => ({
  default: (await import('./pages/sign-in/welcome-page.tsx')).WelcomePage,
}));

/** The whole console: signing in, following a one-time link, or the shell with its pages. */
export function App() {
  return (
    <LanguageProvider>
      <AppearanceProvider>
        <Kit />
      </AppearanceProvider>
    </LanguageProvider>
  );
}

function Kit() {
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
      <Suspense fallback={<Spin fullscreen />}>
        <Gate />
      </Suspense>
    </ConfigProvider>
  );
}

function Gate() {
  const { path } = usePlace();
  return path === '/welcome' ? <WelcomePage /> : <SessionGate />;
}

function SessionGate() {
  const { answer, error, reload } = useAnswer('GET /session');
  if (error?.code === 'not_signed_in') return <SignInPage onSignedIn={reload} />;
  if (answer) return <SignedIn session={answer} reload={reload} />;
  return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin fullscreen />;
}

/** The component kit's own words; English is fetched when it is wanted. */
function useKitLocale(): Locale {
  const { language } = useLanguage();
  const [english, setEnglish] = useState<Locale>();
  useEffect(() => {
    if (language === 'en') void import('antd/locale/en_US').then((module) => setEnglish(module.default));
  }, [language]);
  return language === 'en' && english ? english : zhCN;
}
