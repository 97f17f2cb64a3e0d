import { availableParallelism, loadavg } from 'node:os';

/**
 * What `ms` on a quiet machine may take on this one now: as many times as long as programs wait for each core. Limits
 * of tests are for what hangs, and met by nothing that is merely slow.
 */
export function patience(ms: number): number {
  const [load = 0] = loadavg();
  return Math.ceil(ms * Math.max(1, load / availableParallelism()));
}
