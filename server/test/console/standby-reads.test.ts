import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import type { Database } from '../../src/db/database.ts';
import { laggingReads } from '../../src/db/lagging-reads.ts';
import { openStandby, type Standby } from '../../src/db/standby.ts';
import { checkStandbys } from '../../src/doctor/check-standbys.ts';
import { examine } from '../../src/doctor/examine.ts';
import { onMeasure } from '../../src/lib/measures.ts';
import { ask } from '../helpers/ask.ts';
import { type ConsoleClient, invited } from '../helpers/console/console.ts';
import { seedEveryList } from '../helpers/console/every-list.ts';
import { readingParams } from '../helpers/console/reading-params.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../helpers/postgres/replicated-postgres.ts';
import { startTcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Longer than any test lets the standby be behind: what is read there is as old as the test has it. */
const LONG_MS = 600_000;
const SHORT_MS = 2_000;

let postgres: ReplicatedPostgres;
let gateway: Gateway;
let standby: Standby;
let admin: ConsoleClient;
let colleague: ConsoleClient;
let params: Readonly<Record<string, object>>;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  postgres = cleanup.use(await startReplicatedPostgres({ isSynchronous: false }));
  const [first, second] = postgres.serverUrls.map((url) => new URL(url));
  const databaseUrl = `postgres://${first?.username}:${first?.password}@${first?.host},${second?.host}${first?.pathname}`;
  const options = { urls: postgres.serverUrls, maxLagMs: LONG_MS };
  gateway = cleanup.use(await startGateway({ databaseUrl, standby: options }));
  const { standby: opened } = gateway.app.core;
  if (!opened) throw new Error('the gateway has no standby');
  standby = opened;
  const seeded = await seedEveryList(gateway);
  admin = seeded.admin;
  const paid = await admin.call('GET /orders', { status: 'paid' });
  params = await readingParams(admin, seeded.date, paid.body.rows.at(-1).outTradeNo);
  colleague = await invited(gateway, admin, { account: 'colleague', role: 'administrator' });
  await caughtUp();
});
afterAll(() => cleanup.disposeAsync(), 60_000);
// a proof lasts five minutes, which a slow run is longer than
beforeEach(proveAll);

async function proveAll(): Promise<void> {
  const { db, clock } = gateway.app.core;
  await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
}

/** Until the standby shows the gateway all that is committed now. */
async function caughtUp(): Promise<void> {
  const end = await standby.walEnd();
  // a commit has the log flushed, up to that end and beyond
  await proveAll();
  await waitFor(() => standby.reader(end), { what: 'the standby to be read from' });
}

/** While the standby replays nothing: what is committed meanwhile is not there. */
async function withoutReplay(work: () => Promise<void>): Promise<void> {
  await caughtUp();
  await administer(postgres.urls[1], async (session) => {
    await session.query('select pg_wal_replay_pause()');
    const state = async () =>
      (await session.query<{ state: string }>('select pg_get_wal_replay_pause_state() as state')).rows[0]
        ?.state;
    await waitFor(async () => (await state()) === 'paused', { what: 'the standby to stop replaying' });
    try {
      await work();
    } finally {
      await session.query('select pg_wal_replay_resume()');
    }
  });
}

/**
 * Where requests began to read, and why they left the standby, while `work` goes on. A process that stood still for a second
 * reads from the primary, so that what is to be read at the standby is asked for again.
 */
async function placesOf(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const stops = [
    onMeasure('lagging_read', ({ from }) => seen.push(from)),
    onMeasure('standby_left', ({ why }) => seen.push(why)),
  ];
  try {
    await work();
    return seen;
  } finally {
    for (const stop of stops) stop();
  }
}

async function statusFor(client: ConsoleClient, number: string): Promise<string | undefined> {
  const { status, body } = await client.call('GET /orders', { number });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.rows[0]?.status;
}

const lagging = CONSOLE_ROUTES.filter((route) => route.access !== 'anyone' && route.mayLag);

test.each(lagging.map(({ method, path }) => `${method} ${path}`))(
  '%s is answered by a standby, which can write nothing',
  async (key) => {
    const answered = async () => {
      admin.forget('console-written');
      const { status, body } = await admin.call(key, params[key]);
      expect(status, JSON.stringify(body)).toBe(200);
    };
    await waitFor(async () => (await placesOf(answered)).join() === 'standby', {
      what: 'an answer from there',
    });
  },
);

test('who changed something sees it in the next list, whatever process answers; others see it when it is there', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await using other = await gateway.startApi();
  const otherUrl = await other.server.listen({ host: '127.0.0.1', port: 0 });
  await waitFor(() => other.core.standby?.reader(undefined), { what: 'the other process to read there' });
  const listOfOther = async (client: ConsoleClient) => {
    const address = `${otherUrl}/console-api/orders?number=${outTradeNo}`;
    const { text } = await ask(address, { headers: { cookie: client.cookies(), 'x-console': '1' } });
    return JSON.parse(text).rows[0]?.status;
  };
  await withoutReplay(async () => {
    expect(await statusFor(admin, outTradeNo)).toBe('pending');
    const cancelled = await admin.call('POST /orders/:orderId/cancel', { orderId, reason: '重复' });
    expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
    expect(cancelled.headers.getSetCookie().join()).toMatch(
      /console-written=1-[0-9A-F]+-[0-9A-F]+; Max-Age=601; Path=\/; HttpOnly; SameSite=Strict/,
    );
    expect([await statusFor(admin, outTradeNo), await listOfOther(admin)]).toEqual(['closed', 'closed']);
    for (const list of [(client: ConsoleClient) => statusFor(client, outTradeNo), listOfOther]) {
      await waitFor(async () => (await list(colleague)) === 'pending', { what: 'the list of the standby' });
    }
  });
  await waitFor(async () => (await statusFor(colleague, outTradeNo)) === 'closed', {
    what: 'the colleague to see it',
  });
  await caughtUp();
  await waitFor(async () => (await placesOf(() => statusFor(admin, outTradeNo))).join() === 'standby', {
    what: 'the standby to be read from again',
  });
});

test('what the standby does not have yet is not refused, and a look is recorded by the primary at once', async () => {
  await withoutReplay(async () => {
    const { orderId, outTradeNo } = await gateway.partner.order();
    const look = async () => {
      colleague.forget('console-written');
      const { status, body } = await colleague.call('GET /orders/:orderId', { orderId });
      expect([status, body.order?.outTradeNo]).toEqual([200, outTradeNo]);
    };
    await waitFor(async () => (await placesOf(look)).join() === 'standby,refused', {
      what: 'the order to be looked for at the standby',
    });
    // the entry of that look is a write of his own
    const { body } = await colleague.call('GET /audit', { subject: orderId });
    expect(body.rows[0]?.action).toBe('order.read');
  });
});

test('what is read from a standby can write nothing, there or at the primary', async () => {
  await caughtUp();
  const { db } = gateway.app.core;
  const text = 'update schools set name = name';
  const refused = /^what reads from a standby changes nothing$/;
  const writing = () =>
    laggingReads(db, standby, undefined)
      .db.query({ text })
      .then(() => '', String);
  await waitFor(async () => refused.test((await writing()).replace('Error: ', '')), {
    what: 'the standby to refuse it',
  });
  for (const place of [standby, undefined]) {
    const reads = laggingReads(db, place, undefined);
    await expect(reads.db.transaction((tx) => tx.query({ text }))).rejects.toThrow(refused);
  }
  await waitFor(() => standby.reader(undefined), { what: 'the standby to be read from still' });
});

test('a statement that replay cancels is done by the primary', async () => {
  const [url] = postgres.urls;
  await administer(postgres.urls[1], async (session) => {
    await session.query('alter system set max_standby_streaming_delay = 0');
    await session.query('select pg_reload_conf()');
  });
  await administer(url, async (owner) => {
    await owner.query('create table seats as select generate_series(1, 2) as seat');
    await owner.query(`grant select on seats to ${new URL(postgres.serverUrls[0]).username}`);
    await caughtUp();
    const text = `select case when pg_is_in_recovery() then pg_sleep(14)::text else 'primary' end as place from seats`;
    const places = await placesOf(async () => {
      const { rows } = await runningAtStandby(text);
      await owner.query('delete from seats where seat = 1');
      await owner.query('vacuum seats');
      expect(await rows).toEqual([{ place: 'primary' }]);
    });
    expect(places.slice(-2)).toEqual(['standby', 'failed']);
  });
});

/** The rows of a statement that takes long at the standby, and has begun there. */
async function runningAtStandby(text: string): Promise<{ rows: Promise<object[]> }> {
  for (;;) {
    let isDone = false;
    const { db } = laggingReads(gateway.app.core.db, standby, undefined);
    const rows = db.query({ text }).finally(() => {
      isDone = true;
    });
    await administer(postgres.urls[1], async (session) => {
      const active = `select from pg_stat_activity where query = $1 and state = 'active'`;
      await waitFor(async () => isDone || (await session.query(active, [text])).rowCount === 1, {
        what: 'the statement to run at the standby',
      });
    });
    if (!isDone) return { rows };
  }
}

test('an export goes on at the primary when the standby goes away in the middle of it', async () => {
  await caughtUp();
  const begin = () => laggingReads(gateway.app.core.db, standby, undefined).db;
  const isAtStandby = async (db: Database) => {
    const [row] = await db.query<{ is: boolean }>({
      text: 'select pg_is_in_recovery() as is',
      name: 'place',
    });
    return row?.is;
  };
  const places = await placesOf(async () => {
    const db = await waitFor(
      async () => {
        const begun = begin();
        return (await isAtStandby(begun)) ? begun : undefined;
      },
      { what: 'an export to begin at the standby' },
    );
    await postgres.killSecond();
    expect(await isAtStandby(db)).toBe(false);
    await postgres.returnSecond();
    await caughtUp();
    // never back: a later page would show less than this one
    expect(await isAtStandby(db)).toBe(false);
  });
  expect(places.at(-1)).toMatch(/^(failed|unusable)$/);
});

/** Standbys of the gateway's database as another process follows them, with the lines of its log. */
function followed(urls: readonly string[], maxLagMs: number) {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const opened = openStandby(gateway.app.core.db, { urls, maxLagMs, log: { info: write, warn: write } });
  return { ...opened, lines, [Symbol.asyncDispose]: () => opened.close() };
}

test('a standby that is further behind than it may be is left alone until it has caught up', async () => {
  await using short = followed([postgres.serverUrls[1]], SHORT_MS);
  const inUse = /^standby in use \{"place":"127\.0\.0\.1:\d+","lagMs":\d+\}$/;
  const toldLast = (line: RegExp) =>
    waitFor(() => line.test(short.lines.at(-1) ?? ''), { what: `the line ${line}` });
  await toldLast(inUse);
  await withoutReplay(async () => {
    // something that it lacks
    await proveAll();
    await toldLast(/^standby not in use .*further behind than STANDBY_MAX_LAG_MS/);
    expect(short.reader(undefined)).toBeUndefined();
  });
  await toldLast(inUse);
});

test('a network that swallows what is sent to the standby delays one read by seconds, and no further one', async () => {
  const { hostname, port } = new URL(postgres.serverUrls[1]);
  await using proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const url = new URL(postgres.serverUrls[1]);
  url.port = String(proxy.port);
  await using behindProxy = followed([url.href], LONG_MS);
  await waitFor(() => behindProxy.reader(undefined), { what: 'the standby to be read from' });
  await proxy.become('swallow');
  const isStandby = async () => {
    const { db } = laggingReads(gateway.app.core.db, behindProxy, undefined);
    const [row] = await db.query<{ is: boolean }>({ text: 'select pg_is_in_recovery() as is' });
    return row?.is;
  };
  expect(await isStandby()).toBe(false);
  await waitFor(() => !behindProxy.reader(undefined), { what: 'the standby to be left alone' });
  await proxy.become('pass');
  await waitFor(isStandby, { what: 'the standby to be read from again' });
});

test('what is no standby of this database is not read from, and doctor tells why', async () => {
  const stranger = await createTestDatabase();
  cleanup.defer(() => stranger.drop());
  const [primaryUrl, standbyUrl] = postgres.serverUrls;
  const elsewhere = new URL(standbyUrl);
  elsewhere.pathname = '/postgres';
  const wrong = [stranger.url, primaryUrl, elsewhere.href, 'postgres://u:s3cret@127.0.0.1:1/x'];
  await using none = followed(wrong, LONG_MS);
  await waitFor(() => none.lines.length > 0, { what: 'all of them to be looked at' });
  expect(none.reader(undefined)).toBeUndefined();
  const reasons = ['of another cluster', 'takes writes', 'another database', 'cannot be asked'];
  expect(none.lines).toEqual([
    expect.stringMatching(new RegExp(`^standby not in use .*${reasons.join('.*')}`)),
  ]);

  const findings = await checkStandbys(gateway.app.core.db, wrong, LONG_MS);
  expect(findings.map(({ severity }) => severity)).toEqual(wrong.map(() => 'warning'));
  expect(JSON.stringify(findings)).not.toContain('s3cret');
});

test('doctor looks at the machines of a cluster: one is the primary, the other is read from', async () => {
  const [primaryUrl, standbyUrl] = postgres.serverUrls;
  const both = `${standbyUrl.replace(/@.*/, '@')}${new URL(standbyUrl).host},${new URL(primaryUrl).host}${new URL(standbyUrl).pathname}`;
  const env = {
    DATABASE_URL: primaryUrl,
    STANDBY_DATABASE_URL: `${both}?target_session_attrs=standby`,
    MASTER_KEY: gateway.masterKey.toString('base64'),
    PUBLIC_URL: gateway.url,
    SANDBOX_PORT: new URL(gateway.sandboxUrl).port,
  };
  await caughtUp();
  const findings = await examine({ env, envFile: undefined }, () => undefined);
  expect(
    findings
      .filter(({ id }) => id === 'database.standby_reads')
      .map(({ severity, message }) => `${severity} ${message.en}`),
  ).toEqual([
    expect.stringMatching(
      /^ok The standby at 127\.0\.0\.1:\d+ can be read from; it caught up with the primary/,
    ),
    expect.stringMatching(/^ok 127\.0\.0\.1:\d+ is the primary now/),
  ]);
  await withoutReplay(async () => {
    await proveAll();
    const [finding] = await checkStandbys(gateway.app.core.db, [standbyUrl], 100);
    expect(finding?.message.en).toMatch(/^The console does not read from .*: it is too far behind\.$/);
  });
});

/** Where a list is read, whatever the machines do: it is always answered. */
async function placeOfList(): Promise<string> {
  admin.forget('console-written');
  const places = await placesOf(async () => {
    const { status, body } = await admin.call('GET /orders');
    expect([status, body.rows?.length > 0], JSON.stringify(body)).toEqual([200, true]);
  });
  return places.join();
}

const untilListFrom = (place: string) =>
  waitFor(async () => (await placeOfList()) === place, { what: `lists to come from the ${place}` });

test('while the standby is stopped lists come from the primary, and then from the standby again', async () => {
  await untilListFrom('standby');
  await postgres.killSecond();
  expect(await placeOfList()).toMatch(/^(standby,failed|primary)$/);
  await untilListFrom('primary');
  await postgres.returnSecond();
  await untilListFrom('standby');
});

test('after a failover the other machine is read from, once it is seen to follow the new primary', async () => {
  const [first, second] = postgres.urls;
  await caughtUp();
  await postgres.stopFirst();
  await postgres.promoteSecond();
  await waitFor(async () => (await admin.call('GET /session')).status === 200, { what: 'the new primary' });
  await untilListFrom('primary');
  await postgres.followSecond();
  await using seen = followed([postgres.serverUrls[0]], LONG_MS);
  await waitFor(() => seen.lines[0], { what: 'the machine to be looked at' });
  expect(seen.lines[0]).toMatch(/^standby not in use .*has not been seen to follow the present primary yet/);
  // who may read statistics sees it at once
  await using privileged = followed([first], LONG_MS);
  await waitFor(() => privileged.reader(undefined), { what: 'the machine to be seen to follow' });
  expect(await placeOfList()).toBe('primary');
  for (const url of [second, first]) await administer(url, (session) => session.query('checkpoint'));
  await untilListFrom('standby');
  await waitFor(() => seen.reader(undefined), { what: 'everybody to see it follow' });
});

test('a standby with a history of its own is not read from, though it is ahead of the primary', async () => {
  const [first] = postgres.urls;
  await using seen = followed([first], LONG_MS);
  await waitFor(() => seen.reader(undefined), { what: 'the standby to be read from' });
  await postgres.promoteFirst();
  await waitFor(() => seen.lines.length === 2, { what: 'the promotion to be seen' });
  expect(seen.lines[1]).toMatch(/^standby not in use .*takes writes/);
  await untilListFrom('primary');
  await administer(first, (session) =>
    session.query('create table alone as select generate_series(1, 100000) as n'),
  );
  await postgres.stopFirst();
  await postgres.followSecond();
  await using returned = followed([first], LONG_MS);
  await waitFor(() => returned.lines[0], { what: 'the machine to be looked at' });
  expect(returned.lines[0]).toMatch(/has not been seen to follow the present primary/);
  expect(await placeOfList()).toBe('primary');
});
