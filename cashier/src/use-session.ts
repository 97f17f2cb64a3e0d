import type { CashierView } from '@zhixiao/contract/cashier/view';
import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { firstState, Session, type SessionState } from './session.ts';

/** One session for as long as the page is open, and its state as it changes. */
export function useSession(
  initial: CashierView,
  device: CashierDevice,
): { readonly session: Session; readonly state: SessionState } {
  const session = useMemo(() => new Session(initial, device), [initial, device]);
  const [state, setState] = useState(() => firstState(initial));
  useEffect(() => session.open(setState), [session]);
  return { session, state };
}
