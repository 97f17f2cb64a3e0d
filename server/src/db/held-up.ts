import { errorCode } from '../lib/property-of.ts';

/** As PostgreSQL calls a lock that was not to be had in time. */
export const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

/** Whether others held what was needed: the transaction did nothing, and may be repeated. */
export function isHeldUp(error: unknown): error is Error {
  const code = errorCode(error);
  return error instanceof Error && (code === LOCK_NOT_AVAILABLE || code === DEADLOCK_DETECTED);
}
