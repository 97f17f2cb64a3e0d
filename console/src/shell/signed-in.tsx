import type { SessionView } from '@zhixiao/contract/console/session';
import { useCallback, useEffect, useState } from 'react';
import { onSessionNeeds } from '../api/call.ts';
import { useCalendarLanguage } from '../language/calendar.ts';
import { noteSignedIn } from '../session/has-signed-in.ts';
import { ProofDialog } from '../session/proof-dialog.tsx';
import { SessionProvider } from '../session/session.tsx';
import { Kit } from './kit.tsx';
import { Shell } from './shell.tsx';
import { WaitingProvider } from './waiting.tsx';

/** The console of an operator; a call that needs a proof opens the dialog that asks for it. */
export function SignedIn({ session, reload }: { session: SessionView; reload: () => void }) {
  useCalendarLanguage();
  const [asked, setAsked] = useState<(isProved: boolean) => void>();
  useEffect(noteSignedIn, []);
  useEffect(() => {
    onSessionNeeds({
      prove: () => new Promise((answer) => setAsked(() => answer)),
      signedOut: reload,
    });
  }, [reload]);
  const answer = useCallback(
    (isProved: boolean) => {
      asked?.(isProved);
      setAsked(undefined);
    },
    [asked],
  );
  return (
    <Kit>
      <SessionProvider session={session} reload={reload}>
        <WaitingProvider>
          <Shell />
        </WaitingProvider>
        <ProofDialog isOpen={asked !== undefined} onAnswer={answer} />
      </SessionProvider>
    </Kit>
  );
}
