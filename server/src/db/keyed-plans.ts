import type { LocalSettings } from './database.ts';

/**
 * Of transactions whose statements find every row by a key, many rows at once. Each is planned once in a session, for
 * any number of rows: to plan one for just these takes longer than to execute it. And it goes by indexes whatever the
 * table holds at that time: a plan of an empty table would read all of it when it is full.
 */
export const KEYED_PLANS: LocalSettings = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
