import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';

/** By the system's setting, or as the operator has said. */
export type Appearance = 'system' | 'light' | 'dark';

interface AppearanceState {
  readonly appearance: Appearance;
  readonly isDark: boolean;
  readonly setAppearance: (next: Appearance) => void;
}

const KEY = 'console.appearance';
const SYSTEM = window.matchMedia('(prefers-color-scheme: dark)');
const AppearanceContext = createContext<AppearanceState>({
  appearance: 'system',
  isDark: false,
  setAppearance: () => undefined,
});

/** Keeps in the browser how the console is shown. The custom properties follow the attribute (contract/src/design). */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [appearance, setAppearance] = useState<Appearance>(stored);
  const isSystemDark = useSyncExternalStore(subscribe, () => SYSTEM.matches);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (appearance === 'system') {
      localStorage.removeItem(KEY);
      delete dataset.theme;
    } else {
      localStorage.setItem(KEY, appearance);
      dataset.theme = appearance;
    }
  }, [appearance]);
  const isDark = appearance === 'system' ? isSystemDark : appearance === 'dark';
  const value = useMemo(() => ({ appearance, isDark, setAppearance }), [appearance, isDark]);
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
}

export function useAppearance(): AppearanceState {
  return useContext(AppearanceContext);
}

function stored(): Appearance {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function subscribe(listener: () => void): () => void {
  SYSTEM.addEventListener('change', listener);
  return () => SYSTEM.removeEventListener('change', listener);
}
