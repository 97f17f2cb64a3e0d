import { useSyncExternalStore } from 'react';

const BASE = '/console';
const listeners = new Set<() => void>();
/** Where the console is for its pages. */
let here: { readonly address: string; readonly state: unknown } = {
  address: window.location.pathname + window.location.search,
  state: window.history.state,
};
const publish = () => {
  here = { address: window.location.pathname + window.location.search, state: window.history.state };
  for (const listener of listeners) listener();
};
window.addEventListener('popstate', () => {
  const [path] = here.address.split('?');
  // the browser has gone already: it is brought back
  if (mayLeave && window.location.pathname !== path && !mayLeave())
    window.history.pushState(here.state, '', here.address);
  else publish();
});

/** Where the console is: the path under `/console`, and the query. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

export function usePlace(): Place {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const url = new URL(address, window.location.origin);
  return { path: url.pathname.slice(BASE.length) || '/', query: url.searchParams };
}

/** The path under `/console`, now. */
export function pathHere(): string {
  return window.location.pathname.slice(BASE.length) || '/';
}

let mayLeave: (() => boolean) | undefined;

/** Has `ask` say whether the page may be left for another; undefined: it may. */
export function guardLeaving(ask: (() => boolean) | undefined): void {
  mayLeave = ask;
}

/**
 * Goes to a path under `/console`; `state` is there again when the browser comes back to it, and so is how far the page
 * that is left was scrolled.
 */
export function goTo(
  to: string,
  { replace = false, state = null }: { replace?: boolean; state?: object | null } = {},
): void {
  const [path = ''] = to.split('?');
  if (mayLeave && BASE + path !== window.location.pathname && !mayLeave()) return;
  if (replace) {
    window.history.replaceState(state, '', BASE + to);
  } else {
    window.history.replaceState({ ...window.history.state, scrolled: window.scrollY }, '');
    window.history.pushState(state, '', BASE + to);
  }
  publish();
}

/** The state that was stored with this history entry. */
export function stateOfPlace(): unknown {
  return window.history.state;
}

/** The address of a path under `/console`, for links. */
export function hrefOf(to: string): string {
  return BASE + to;
}

/** What a path says where a pattern such as `/orders/:orderId` has names; undefined when it is another path. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length && !(pattern === '/' && path === '/')) return undefined;
  const named: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith(':')) named[part.slice(1)] = decodeURIComponent(text);
    else if (part !== text) return undefined;
  }
  return named;
}

/** Has a listener called when the console is somewhere else. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
