import type { Core } from '../core.ts';
import { countAging } from '../overview/problem-store.ts';

/** Raises an alert for each kind of thing that has been open for too long; told each minute until it is resolved. */
export async function alertAging(core: Core): Promise<void> {
  for (const { kind, count, oldest } of await countAging(core.db, core.clock.now())) {
    core.log.error({ alert: kind, count, oldest }, 'unresolved for too long');
  }
}
