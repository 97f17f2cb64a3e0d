import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '../../../server/test/fuzz/random.ts';
import type { Installation } from '../installation.ts';
import { CONNECTIONS_MAX, withConnection } from '../processes/postgres.ts';
import { fillDisk } from './disk.ts';

/** What else can happen to an installation, for a short while; each has ended when its promise has. */
const PRESSURES = {
  /** Every connection that PostgreSQL has left is taken. */
  async connections_taken({ postgres }: Installation, random: Random) {
    const clients = Array.from({ length: CONNECTIONS_MAX }, () => {
      const client = new pg.Client({ connectionString: postgres.serverUrl, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      return client;
    });
    await Promise.allSettled(clients.map((client) => client.connect()));
    await delay(500 + random.int(2_000));
    await Promise.allSettled(clients.map((client) => client.end()));
  },
  /** A table is locked, so that whoever needs it keeps a connection of the pool until there is none. */
  async table_locked({ postgres }: Installation, random: Random) {
    const table = random.pick(['orders', 'payments', 'refunds', 'notifications', 'ledger_entries']);
    await withConnection(postgres.ownerUrl, async (client) => {
      await client.query(`begin; set local lock_timeout = '2s'; lock table ${table} in exclusive mode`);
      await delay(500 + random.int(2_500));
    });
  },
  /** The clock of one server is wrong, by up to two hours, and then right again. */
  async clock_jump({ skew, servers }: Installation, random: Random, offsetMs: () => number) {
    const role = random.pick(['api', 'worker'] as const);
    const byMs = random.pick([-7_200_000, -600_000, -30_000, 30_000, 600_000, 4_000_000, 7_200_000]);
    skew[role] = byMs;
    servers[role].tell({ offsetMs: offsetMs() + byMs });
    await delay(300 + random.int(2_500));
    skew[role] = 0;
    servers[role].tell({ offsetMs: offsetMs() });
  },
  /** A server stands still, as a virtual machine does while it is moved, and goes on as if nothing were. */
  async standstill({ servers }: Installation, random: Random) {
    const server = servers[random.pick(['api', 'worker'] as const)];
    server.signal('SIGSTOP');
    await delay(500 + random.int(4_000));
    server.signal('SIGCONT');
  },
  /** The disk of the database is full. */
  async disk_full({ postgres }: Installation, random: Random) {
    await fillDisk(postgres.dataDir, 500 + random.int(1_500));
  },
} as const satisfies Record<
  string,
  (installation: Installation, random: Random, offsetMs: () => number) => Promise<void>
>;

type Pressure = keyof typeof PRESSURES;

/** One of them; answers which, once it is over. A database that is away is pressure enough. */
export async function pressOn(
  installation: Installation,
  random: Random,
  offsetMs: () => number,
): Promise<Pressure> {
  const { hasOwnDisk } = installation.postgres;
  const kinds = (Object.keys(PRESSURES) as Pressure[]).filter((kind) => hasOwnDisk || kind !== 'disk_full');
  const kind = random.pick(kinds);
  await PRESSURES[kind](installation, random, offsetMs).catch(() => undefined);
  return kind;
}
