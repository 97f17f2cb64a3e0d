import { lazy, Suspense } from 'react';
import { useAnswer } from './api/use-answer.ts';
import { PlainRefusal, PlainWaiting } from './components/plain-refusal.tsx';
import { LanguageProvider } from './language/language.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { usePlace } from './routing/location.ts';
import { hasSignedIn } from './session/has-signed-in.ts';
import { AppearanceProvider } from './theme/appearance.tsx';

const importSignedIn = () => import('./shell/signed-in.tsx');
/** Ahead of its time; whoever needs it fetches it again, and hears of what fails. */
const fetchSignedIn = () => void importSignedIn().catch(() => undefined);
// whoever has signed in here needs it next, and the page of the address: they are fetched beside the session
if (hasSignedIn()) {
  fetchSignedIn();
  void import('./shell/page-ahead.ts').then(({ fetchPageAhead }) => fetchPageAhead()).catch(() => undefined);
}

const SignedIn = lazy(async () => ({ default: (await importSignedIn()).SignedIn }));
const WelcomePage = lazy(async () => ({
  default: (await import('./pages/sign-in/welcome-page.tsx')).WelcomePage,
}));

/** The whole console: signing in, following a one-time link, or the shell with its pages, which bring the component kit. */
export function App() {
  return (
    <LanguageProvider>
      <AppearanceProvider>
        <Suspense fallback={<PlainWaiting />}>
          <Gate />
        </Suspense>
      </AppearanceProvider>
    </LanguageProvider>
  );
}

function Gate() {
  const { path } = usePlace();
  return path === '/welcome' ? <WelcomePage /> : <SessionGate />;
}

function SessionGate() {
  const { answer, error, reload } = useAnswer('GET /session');
  if (error?.code === 'not_signed_in') {
    return <SignInPage onBegin={fetchSignedIn} onSignedIn={reload} />;
  }
  if (answer) return <SignedIn session={answer} reload={reload} />;
  return error ? <PlainRefusal error={error} onRetry={reload} /> : <PlainWaiting />;
}
