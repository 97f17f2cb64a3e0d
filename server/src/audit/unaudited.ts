import type { Audited } from '../core.ts';

const NO_ENTRY: Audited['audit'] = { record: async () => undefined };

/** For what has no entry of its own: what partners, payers and workers do, and what another entry tells already. */
export function unaudited<Parts extends object>(parts: Parts): Parts & Audited {
  return { ...parts, audit: NO_ENTRY };
}
