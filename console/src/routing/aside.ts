import { useSyncExternalStore } from 'react';
import { stateOfPlace, subscribe } from './location.ts';

/** What must not stand in an address (of browsers' histories, of proxies' logs), by name. */
export type Aside = Readonly<Record<string, string>>;

/** By the key that an entry of the browser's history has in its state: gone when the console is loaded anew. */
const kept = new Map<string, Aside>();
const NOTHING: Aside = {};

/** What this entry of the history has aside of its address. */
export function useAside(): Aside {
  const key = useSyncExternalStore(subscribe, keyHere);
  return (key && kept.get(key)) || NOTHING;
}

/** The state of an entry that has these aside. */
export function stateWith(values: Aside): { readonly aside?: string } {
  if (Object.keys(values).length === 0) return {};
  // not one of before the console was loaded anew
  const key = `${Date.now()} ${kept.size}`;
  kept.set(key, values);
  return { aside: key };
}

/** The state of another entry that has aside what this one has. */
export function sameAside(): { readonly aside?: string } {
  const key = keyHere();
  return key === undefined ? {} : { aside: key };
}

function keyHere(): string | undefined {
  return (stateOfPlace() as { aside?: string } | null)?.aside;
}
