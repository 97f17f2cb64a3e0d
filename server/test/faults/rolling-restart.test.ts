import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rollOver } from '../../../scripts/release/rolling.ts';
import { startMain } from '../helpers/gateway/main-process.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const HAPROXY = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find((path) => existsSync(path));

test('a stopping server says so at /readyz first, and serves on until its port closes', async () => {
  const database = await createTestDatabase();
  const settings = { DATABASE_URL: database.url, DATA_DIR: join(ROOT, '.cache', 'draining') };
  const { child, ended, port } = await startMain({ ...settings, DRAIN_DELAY_MS: '4000' });
  try {
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    const seen = await waitFor(
      async () => {
        const answer = await fetch(`${url}/readyz`);
        return answer.status === 503 && (await answer.json());
      },
      { what: 'the server to say that it stops' },
    );
    expect(seen).toEqual({ status: 'draining' });
    // a new connection, and other requests, as before
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/console/`)).status).toBe(200);
    expect(await ended).toBe(0);
    await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  } finally {
    child.kill('SIGKILL');
    await database.drop();
  }
});

test('two servers behind haproxy are restarted one after the other, and no request fails', async ({
  skip,
}) => {
  if (HAPROXY === undefined) return skip('there is no haproxy on this machine (apt-get install haproxy)');
  const database = await createTestDatabase();
  try {
    const { requests, orderIds, failures } = await rollOver({
      haproxy: HAPROXY,
      databaseUrl: database.url,
      from: ROOT,
      to: ROOT,
      rounds: 1,
      drainDelayMs: 5_000,
      callers: 2,
      // half a minute of requests without a pause says no more, and is a whole processor's work
      pauseMs: 50,
      log: () => undefined,
    });
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(50);
    const kept = await database.database.query<{ order_id: string }>({ text: 'select order_id from orders' });
    expect(new Set(kept.map(({ order_id }) => order_id))).toEqual(new Set(orderIds));
  } finally {
    await database.drop();
  }
});
