import type { Permission } from '@zhixiao/contract/codes/access';
import type { SessionView } from '@zhixiao/contract/console/session';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface SessionState {
  readonly session: SessionView;
  /** Undefined: all schools that the operator has. */
  readonly schoolId: string | undefined;
  readonly setSchoolId: (schoolId: string | undefined) => void;
  /** Asks again who is signed in and which schools there are. */
  readonly reload: () => void;
}

const SCHOOL_KEY = 'console.school';
const SessionContext = createContext<SessionState | undefined>(undefined);

export function SessionProvider(props: { session: SessionView; reload: () => void; children: ReactNode }) {
  const { session, reload, children } = props;
  const [chosen, setChosen] = useState(() => localStorage.getItem(SCHOOL_KEY) ?? undefined);
  const value = useMemo(() => {
    const isHers = session.schools.some(({ schoolId }) => schoolId === chosen);
    return {
      session,
      schoolId: isHers ? chosen : undefined,
      setSchoolId(schoolId: string | undefined) {
        if (schoolId === undefined) localStorage.removeItem(SCHOOL_KEY);
        else localStorage.setItem(SCHOOL_KEY, schoolId);
        setChosen(schoolId);
      },
      reload,
    };
  }, [session, chosen, reload]);
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** For the next operator who signs in. */
export function clearSchoolChoice(): void {
  localStorage.removeItem(SCHOOL_KEY);
}

/** The signed-in operator; without one no page is shown. */
export function useSession(): SessionView {
  return useSessionState().session;
}

/** Asks whether the operator may; what it may not is not offered. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}

/** The school that the operator has switched to, as a parameter of lists; nothing: all of its schools. */
export function useSchool(): { readonly schoolId?: string } {
  const { schoolId } = useSessionState();
  return schoolId === undefined ? {} : { schoolId };
}

/** The school switched to, and how to switch. */
export function useSchoolChoice(): Pick<SessionState, 'schoolId' | 'setSchoolId'> {
  return useSessionState();
}

/** For after the schools have changed: what is chosen from them then has it. */
export function useSessionReload(): () => void {
  return useSessionState().reload;
}

function useSessionState(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error('outside the session');
  return state;
}
