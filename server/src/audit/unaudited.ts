import type { Audited } from '../core.ts';

const NO_ENTRY: Audited['audit'] = { record: async () => undefined };

/** For work without an entry of its own: of partners, payers and workers, and work covered by another entry. */
export function unaudited<Parts extends object>(parts: Parts): Parts & Audited {
  return { ...parts, audit: NO_ENTRY };
}
