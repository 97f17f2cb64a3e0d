import type { PageEntry } from '../pages/registry.ts';
import { useMay, useSession } from '../session/session.tsx';

/** Asks whether the operator may open a page. */
export function useMayOpen(): (page: PageEntry) => boolean {
  const may = useMay();
  const { mustSetUpSecondFactor } = useSession();
  return ({ permission }) => permission === 'signed_in' || (!mustSetUpSecondFactor && may(permission));
}
