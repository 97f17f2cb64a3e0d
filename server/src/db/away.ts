import pg from 'pg';
import { errorCode } from '../lib/property-of.ts';

/**
 * The database cannot be used now, as opposed to a wrong statement. What was sent may or may not have been
 * done: a commit whose answer was lost is unknown, so the caller must not repeat it. The message
 * may be logged: it contains no connection string and no key.
 */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
  /** SQLSTATE or the system's error code, where there is one. */
  readonly code: string | undefined;
  constructor(reason: string, code?: string) {
    super(reason);
    this.code = code;
  }
}

/** No connection was free in time: this statement was not sent, but those before it of the same request may have been. */
export class DatabaseBusy extends DatabaseAway {}

/** Whether `error` says that the database cannot be used now. */
export function isDatabaseAway(error: unknown): error is DatabaseAway {
  return error instanceof DatabaseAway;
}

/** A driver's error as callers get it: DatabaseAway when the database cannot be used now, else the error itself. */
export function classifyError(error: unknown): unknown {
  if (error instanceof DatabaseAway || !(error instanceof Error)) return error;
  const code = errorCode(error);
  if (error instanceof pg.DatabaseError) {
    const isAway = isAwayState(code ?? '') && !isPoolerRefusal(error);
    return isAway ? new DatabaseAway(error.message, code) : error;
  }
  if (code !== undefined && AWAY_SYSTEM_ERRORS.has(code)) return new DatabaseAway(code, code);
  return AWAY_MESSAGES.test(error.message) ? new DatabaseAway(error.message) : error;
}

/** Every connection that the server allows is taken. */
export const TOO_MANY_CONNECTIONS = '53300';
/** The server takes no writes, as after a failover to another. */
export const READ_ONLY = '25006';

/** The server ended a statement at its time limit, or because somebody asked it to. The statement was not done. */
export const STATEMENT_CANCELLED = '57014';

// no such prepared statement; it exists already; its result is of another type since a migration
const STALE_STATEMENTS = ['26000', '42P05', '0A000'];

/** Whether a session has other statements prepared than its connection has noted: it fails in them for as long as it lasts. */
export function isSessionStale(error: unknown): boolean {
  return error instanceof pg.DatabaseError && STALE_STATEMENTS.includes(error.code ?? '');
}

/** Whether a pooler in front of PostgreSQL refuses the settings we open a session with, which waiting does not change. */
export function isPoolerRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.message.includes('unsupported startup parameter');
}

// connection exceptions, insufficient resources, operator intervention: the database is away or draining
const AWAY_CLASSES = ['08', '53', '57'];
// ended for idling in a transaction, or for a transaction's length: the connection is gone
const ENDED_SESSIONS = ['25P03', '25P04'];
// of the same classes, but about one statement: it took too long or was cancelled, or it needed too much temporary space
const STATEMENT_LIMITS = [STATEMENT_CANCELLED, '53400'];

function isAwayState(code: string): boolean {
  if (STATEMENT_LIMITS.includes(code)) return false;
  return AWAY_CLASSES.includes(code.slice(0, 2)) || code === READ_ONLY || ENDED_SESSIONS.includes(code);
}

const AWAY_SYSTEM_ERRORS = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

// errors of the driver without a code: broken connections, its time limits, a pool that is closing
const AWAY_MESSAGES =
  /connection terminated|timeout expired|timeout exceeded when trying to connect|query read timeout|not queryable|after calling end on the pool|unexpected .* message from backend|establishing an SSL connection/i;
