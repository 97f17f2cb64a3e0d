import { availableParallelism, loadavg } from 'node:os';

/** How many programs the suite itself has at each core, running or waiting for it. */
const OWN_LOAD = 2;

/**
 * What `ms` on a quiet machine may take on this one now: as many times as long as more programs want each core than the
 * suite brings. Limits of tests are for what hangs, and met by nothing that is merely slow.
 */
export function patience(ms: number): number {
  const [load = 0] = loadavg();
  return Math.ceil(ms * Math.max(1, load / availableParallelism() / OWN_LOAD));
}
