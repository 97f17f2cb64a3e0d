import pg from 'pg';
import { connect, type SessionSettings } from './connection.ts';
import { hostsOf } from './hosts.ts';
import { ROLE_DEFAULTS, roleDefaults } from './session-defaults.ts';

interface Session {
  readonly role: string;
  readonly database: string;
  /** Differs from server to server, and from one start of a server to the next. */
  readonly started_at: string;
  readonly settings: readonly string[];
}

const NAMES = Object.keys(ROLE_DEFAULTS);
const SESSION = `
  select current_user::text as role, current_database()::text as database, pg_postmaster_start_time()::text as started_at,
         array(select current_setting(name) from unnest($1::text[]) with ordinality as wanted (name, nth) order by nth)
           as settings`;

/**
 * Why we cannot work through a pooler, in one line; undefined when we can: it leads to the database of `url`, as the same
 * role, and its sessions have the limits and the planner settings that sessions of our own are told.
 * @throws DatabaseAway
 */
export async function poolerTrouble(
  poolerUrl: string,
  url: string,
  settings: SessionSettings,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const pooled = await sessionAt(poolerUrl, true, settings, signal);
  const own = await sessionAt(url, false, settings, signal);
  if (pooled.database !== own.database || pooled.started_at !== own.started_at)
    return 'DATABASE_URL and DIRECT_DATABASE_URL lead to different databases';
  if (pooled.role !== own.role)
    return `DATABASE_URL works as role ${pooled.role} and DIRECT_DATABASE_URL as ${own.role}: give both the same`;
  const wrong = NAMES.filter((name, index) => pooled.settings[index] !== ROLE_DEFAULTS[name]);
  if (wrong.length === 0) return undefined;
  const statements = roleDefaults(pg.escapeIdentifier(own.role), pg.escapeIdentifier(own.database));
  return `sessions of the pooler lack ${wrong.join(', ')}. Run: ${statements} Then RECONNECT in the pooler's console, or restart it`;
}

async function sessionAt(
  url: string,
  isPooler: boolean,
  settings: SessionSettings,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const connection = await connect(hostsOf(url, { isPooler }), settings, signal);
  try {
    const { rows } = await connection.query<Session>(SESSION, [NAMES]);
    const [session] = rows;
    if (!session) throw new Error('a select without a from answers one row');
    return session;
  } finally {
    void connection.end();
  }
}
