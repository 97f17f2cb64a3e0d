const KEY = 'console.recent';
const MOST = 6;

/** A page or an order that was gone to by the search; never a person. */
export interface Recent {
  readonly to: string;
  readonly text: string;
}

/** The latest first. */
export function recent(): readonly Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function rememberRecent(one: Recent): void {
  const others = recent().filter(({ to }) => to !== one.to);
  localStorage.setItem(KEY, JSON.stringify([one, ...others].slice(0, MOST)));
}

/** For the next operator who signs in. */
export function forgetRecent(): void {
  localStorage.removeItem(KEY);
}
