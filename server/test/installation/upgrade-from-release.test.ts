import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signedIn } from '../helpers/console/console.ts';
import { runCli } from '../helpers/gateway/cli.ts';
import { startMain } from '../helpers/gateway/main-process.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { createDatabaseOf, restoreEmulators } from '../helpers/releases/release-database.ts';
import { RELEASES } from '../helpers/releases/releases.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Upgrades what a running server of each release left, and goes on with it as its partner, payer and operators do. */
test.each(RELEASES)('a database of v$version is upgraded, and goes on', async (release) => {
  const { orders } = release;
  await using endpoint = await startPartnerEndpoint();
  const database = await createDatabaseOf(release, endpoint.url);
  const dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-upgrade-'));
  restoreEmulators(release, dataDir);
  const settings = { DATABASE_URL: database.url, DATA_DIR: dataDir, MASTER_KEY: release.masterKey };
  try {
    const dry = await runCli(settings, ['migrate', '--dry-run', '--json']);
    expect(dry.stderr).toBe('');
    const plan = JSON.parse(dry.stdout) as { status: number; pending: { name: string; breaks?: string }[] };
    expect(dry.status).toBe(plan.pending.some(({ breaks }) => breaks === 'none') ? 1 : 0);
    const done = await runCli(settings, ['migrate', '--lang', 'en']);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout).toContain('start the servers of this version');
    expect(await runCli(settings, ['migrate', '--dry-run', '--lang', 'en'])).toMatchObject({ status: 0 });

    const server = await startMain(settings);
    const url = `http://127.0.0.1:${server.port}`;
    const partner = partnerOf(url, endpoint.url);
    const query = async (outTradeNo: string, name = 'order_query') =>
      (await partner.call(name, { out_trade_no: outTradeNo })).content;
    // 1: not paid, 2: paid, and so on, as the interface has them
    const states = await Promise.all([orders.wechat, orders.alipay, orders.unpaid].map((no) => query(no)));
    expect(states.map(({ status }) => status)).toEqual(['2', '2', '1']);
    expect((await query(orders.closed)).status).not.toMatch('^[12]$');

    for (const [outTradeNo, fee] of [
      [orders.wechat, 40],
      [orders.alipay, 700],
    ] as const) {
      const refund = {
        out_trade_no: outTradeNo,
        refund_fee: String(fee),
        out_refund_no: `R${randomInt(1e12)}`,
      };
      expect(await partner.call('order_refund', refund)).toMatchObject({ code: 0, message: '' });
      await waitFor(
        async () => {
          // those of operators are not the partner's
          const { refunds } = await query(outTradeNo, 'refund_query');
          const list = refunds as { out_refund_no: string; status: string }[];
          return list.find((one) => one.out_refund_no === refund.out_refund_no)?.status === '2';
        },
        { what: `the refund of ${outTradeNo}`, timeoutMs: 60_000 },
      );
    }
    expect(
      await partner.call('order_refund', { out_trade_no: orders.wechat, refund_fee: '31' }),
    ).not.toMatchObject({
      code: 0,
    });
    await waitFor(() => endpoint.receivedFor(orders.unacknowledged).length > 0, {
      what: 'the notification that the release before could not deliver',
      timeoutMs: 60_000,
    });
    expect((await query(orders.invoiced, 'piaoju_query')).url).toMatch(/^http/);
    expect((await partner.order()).orderId).toMatch(/^\d+$/);

    const admin = await signedIn({ url });
    const people = await admin.call('POST /directory/find', {
      schoolId: '10086',
      by: 'user_no',
      text: '20140548',
    });
    expect(people.body.people).toMatchObject([{ userName: '张三' }]);
    expect(await admin.call('POST /audit/verify')).toMatchObject({ status: 200, body: { state: 'whole' } });
    expect(await server.stop()).toBe(0);

    const books = await runCli(settings, ['check-books', '--lang', 'en']);
    expect(books.stdout).toContain('The books are right.');
    expect(books.status).toBe(0);
  } finally {
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
