import { ConfigProvider, Grid, Spin, type ThemeConfig } from 'antd';
import type { Locale } from 'antd/es/locale';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAnswer } from './api/use-answer.ts';
import { RefusalAlert } from './components/refusal-alert.tsx';
import { LanguageProvider, useLanguage } from './language/language.tsx';
import { usePlace } from './routing/location.ts';
import { NONCE } from './style-nonce.ts';

const SignedIn = lazy(async () => ({ default: (await import('./shell/signed-in.tsx')).SignedIn }));
const SignInPage = lazy(async () => ({
  default: (await import('./pages/sign-in/sign-in-page.tsx')).SignInPage,
}));
const WelcomePage = lazy(async () => ({
  default: (await import('./pages/sign-in/welcome-page.tsx')).WelcomePage,
}));

/** The kit's colours, those of text darkened to be read by everybody (WCAG AA), under the mouse too. */
const THEME: ThemeConfig = {
  token: {
    colorPrimary: '#1456b8',
    colorPrimaryHover: '#0f4390',
    colorLink: '#1456b8',
    colorLinkHover: '#0f4390',
    colorError: '#b91c1c',
    colorErrorHover: '#8f1414',
    colorTextPlaceholder: '#636c7a',
    colorTextDescription: '#4b5563',
    colorTextTertiary: '#4b5563',
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
  components: { Menu: { groupTitleColor: '#4b5563' } },
};

/** As high as a finger needs (44 px), in px. */
const TOUCHED = 44;

/** On a phone, what is touched is larger; a calendar with as large cells would be wider than the screen. */
const PHONE_THEME: ThemeConfig = {
  token: {
    ...THEME.token,
    controlHeight: TOUCHED,
    controlHeightSM: TOUCHED,
    controlHeightLG: TOUCHED,
  },
  components: {
    ...THEME.components,
    Button: { paddingInlineSM: 12 },
    DatePicker: { cellWidth: 42, cellHeight: 28, textHeight: 36 },
    Select: { multipleItemHeight: 32 },
  },
};

/** The whole console: signing in, following a one-time link, or the shell with its pages. */
export function App() {
  return (
    <LanguageProvider>
      <Kit />
    </LanguageProvider>
  );
}

function Kit() {
  const { xs: isPhone = false } = Grid.useBreakpoint();
  return (
    <ConfigProvider locale={useKitLocale()} csp={{ nonce: NONCE }} theme={isPhone ? PHONE_THEME : THEME}>
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
