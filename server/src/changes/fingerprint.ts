import type { Core } from '../core.ts';

/** A keyed hash of what a change began from: it holds secrets, and is stored. */
export function fingerprint({ vault }: Pick<Core, 'vault'>, base: unknown): Buffer {
  return vault.index('change_requests.base', ordered(base));
}

/** JSON with the keys in order, as the database gives them back in its own. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
