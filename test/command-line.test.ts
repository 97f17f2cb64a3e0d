import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { COMMANDS } from '../sdk/src/cli/commands/all.ts';
import { notificationReceiver } from '../sdk/src/receiver/receiver.ts';
import { PARTNER_INTERFACES } from '../server/src/apis/partner/interfaces.ts';
import { TEST_APP } from '../server/src/sandbox/seed.ts';
import { freePort } from '../server/test/helpers/gateway/free-port.ts';
import { type StartedMain, startMain } from '../server/test/helpers/gateway/main-process.ts';
import { createTestDatabase, type TestDatabase } from '../server/test/helpers/postgres/test-database.ts';
import { waitFor } from '../server/test/helpers/wait-for.ts';

/** `zhixiao-pay` as it is built, against a gateway and its sandbox. */
const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

let database: TestDatabase;
let folder: string;
let gateway: StartedMain;
let cli: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-command-line-'));
  cli = join(folder, 'dist/cli.js');
  database = await createTestDatabase();
  await run(process.execPath, [join(ROOT, 'sdk/scripts/build.ts'), join(folder, 'dist')]);
  gateway = await startMain({ DATABASE_URL: database.url, DATA_DIR: folder });
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({
  ZHIXIAO_BASE_URL: `http://127.0.0.1:${gateway.port}`,
  ZHIXIAO_SANDBOX_URL: `http://127.0.0.1:${gateway.sandboxPort}`,
  ...more,
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

async function pay(words: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const given = { env: environment(env) };
  return run(process.execPath, [cli, ...words], given).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, errors: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, errors: stderr }),
  );
}

/** What a command answers with --json. */
const asked = async (...words: string[]) => JSON.parse((await pay([...words, '--json'])).out);

/** A partner's system, which fails as it is told. */
async function startShop(): Promise<{ url: string; taken: string[]; isBroken: boolean }> {
  const shop = { url: '', taken: [] as string[], isBroken: false };
  const receiver = notificationReceiver({
    ...TEST_APP,
    isDone: ({ out_trade_no }) => shop.taken.includes(out_trade_no),
    onPaid({ out_trade_no }) {
      if (shop.isBroken) throw new Error('broken');
      shop.taken.push(out_trade_no);
    },
    onError: () => undefined,
  });
  const server = createServer(receiver.node);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`;
  return shop;
}

test('the README’s commands run as they stand', async () => {
  const readme = await readFile(join(ROOT, 'sdk/README.md'), 'utf8');
  const [, first = '', codec = ''] = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const snippet = (first + codec).replaceAll('npx zhixiao-pay', `${process.execPath} ${cli}`);
  const { stdout } = await run('bash', ['-ec', snippet], { env: environment() });
  expect(stdout).toMatch(/✓ appid partner1 的密钥和加密方式正确/);
  expect(stdout).toMatch(/^status +1$/m);
  expect(stdout).toMatch(/✓ 已退款 1500 分/);
  expect(stdout).toMatch(/^valid +true$/m);
});

test('every interface that the gateway has is a command', () => {
  const commands = COMMANDS.map(({ name }) => name.replace(' ', '_'));
  expect(Object.keys(PARTNER_INTERFACES).filter((name) => !commands.includes(name))).toEqual([]);
});

test('orders, people and invoices, with JSON and an exit code for what to do next', async () => {
  expect(await asked('order', 'create', '--fee', '3000', '--out-trade-no', 'J1')).toMatchObject({
    out_trade_no: 'J1',
    url: expect.stringMatching(/\/pay\/orderId\/\d+\.html$/),
  });
  const refused = await pay(['order', 'refund', 'J1', '--fee', '1', '--json']);
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.out)).toMatchObject({
    error: { code: 'order_not_paid', out_refund_no: expect.stringMatching(/^R/), exitCode: 3 },
  });
  expect(await asked('order', 'cancel', 'J1')).toMatchObject({ out_trade_no: 'J1' });
  expect(await asked('order', 'query', 'J1')).toMatchObject({ status: '3' });
  expect(await asked('refund', 'query', 'J1')).toMatchObject({ refunds: [] });
  expect(await asked('user', 'identity', '2088612279536603')).toMatchObject({ user_name: '张三' });
  expect(await asked('user', 'card', '20140548')).toMatchObject({ school_id: '10086' });
  expect(await pay(['user', 'identity', '2088000000000003'])).toMatchObject({ code: 5 });
  expect(await pay(['order', 'create', '--fee', '0'])).toMatchObject({
    code: 4,
    errors: expect.stringContaining('(field_wrong)\n→ '),
  });
  expect(await pay(['order', 'query', 'J1'], { ZHIXIAO_BASE_URL: 'http://127.0.0.1:1' })).toMatchObject({
    code: 6,
  });
  for (const wrong of [
    ['order', 'create'],
    ['order', 'query'],
    ['order', 'query', 'J1', '--no-such'],
    ['nothing'],
    ['listen', '--port', 'x'],
    ['listen', '--forward-to', 'localhost:3000'],
    ['order', 'create', '--fee', '1', '--pay-type', 'wechat'],
    ['piaoju', 'create', 'J1', '--payer-type', 'company', '--payer-name', 'a', '--phone', '13800000000'],
    ['codec', 'verify', 'x'],
    ['order', 'query', 'J1', '--app-id', 'a'],
    ['trigger', 'paid', '--base-url', 'https://pay.example.edu.cn', '--app-id', 'a'],
  ]) {
    expect(await pay(wrong), wrong.join(' ')).toMatchObject({ code: 2, out: '' });
  }
  for (const [words, zh, en] of [
    [
      ['order', 'creat'],
      '没有这个命令：order creat\n  zhixiao-pay order create\n',
      'There is no command “order creat”',
    ],
    [['order', 'query'], '缺少 OUT_TRADE_NO\n', 'OUT_TRADE_NO is missing\n'],
    [['order', 'query', 'J1', 'J2'], '多余的参数：J2\n', 'One word too many: J2\n'],
    [['doctor', '--notify'], '没有这个选项：--notify\n', 'There is no option --notify\n'],
  ] as const) {
    expect((await pay(words)).errors).toContain(zh);
    expect((await pay(words, { LANG: 'en_GB.UTF-8' })).errors).toContain(en);
  }
  expect((await pay(['logs', 'tail', '--help'])).out).toMatch(/沙箱测试应用的接口请求.*合作方工作台/);
  expect((await pay(['--help'])).out).toMatch(/知校聚合支付的命令行/);
  expect((await pay(['order', 'create', '--help'], { LANG: 'en_GB.UTF-8' })).out).toMatch(/amount in fen/);
  expect((await pay(['--help', '--lang', 'en'])).out).not.toMatch(/\p{Script=Han}/u);
});

test('what a server sends cannot steer the terminal, and a reader that has gone is no fault', async () => {
  const sent = '\u001b]0;owned\u0007\u001b[2K\u009b8m\u202ecod\u2069';
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ ret_code: -1, ret_content: sent, sign: '' })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const query = ['order', 'query', 'J1', '--base-url', url];
  const { errors, code } = await pay(query);
  expect({ errors, code }).toMatchObject({
    code: 6,
    errors: expect.stringContaining('\\u001b]0;owned\\u0007'),
  });
  const { out } = await pay([...query, '--json']);
  expect(JSON.parse(out).error.message).toContain(sent);
  expect(errors + out).not.toMatch(/(?!\n)\p{Cc}|[\u202e\u2069]/u);

  const unread = spawn(process.execPath, [cli, 'logs', 'tail', '--channels', '--since', '0'], {
    env: environment(),
  });
  unread.stdout.destroy();
  let complaints = '';
  unread.stderr.on('data', (part) => {
    complaints += part;
  });
  expect(await once(unread, 'exit')).toEqual([0, null]);
  expect(complaints).toBe('');
});

test('the scenes of the sandbox reach the partner’s system, each in its way', async () => {
  const shop = await startShop();
  const scene = (name: string) => pay(['trigger', name, '--forward-to', shop.url, '--json']);
  // the second attempt comes after 15 s: meanwhile the others are played
  const [timeout, ...others] = await Promise.all([
    scene('timeout'),
    (async () => [
      await scene('paid'),
      await scene('duplicate'),
      await scene('expired'),
      await scene('late'),
    ])(),
  ]);
  const [paid, duplicate, expired, late] = others.flat().map(({ code, out }) => {
    expect(code).toBe(0);
    return JSON.parse(out.trim().split('\n').at(-1) ?? '');
  });
  expect(timeout.code).toBe(0);
  const again = timeout.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(again.map(({ count }) => count)).toEqual([1, 2, undefined]);
  expect(paid.answers).toMatchObject([{ status: 200, isAcknowledged: true }]);
  expect(duplicate).toMatchObject({ answers: [{}, {}, { isAcknowledged: true }], failed: 0 });
  expect(expired).toMatchObject({ status: '3' });
  expect(late).toMatchObject({ status: '3', deliveries: 0 });
  // each paid order once, whatever came how often
  const numbers = [paid, duplicate, again[0]?.notification].map(({ out_trade_no }) => out_trade_no);
  expect(shop.taken.toSorted()).toEqual(numbers.toSorted());
  shop.isBroken = true;
  const broken = await pay(['trigger', 'paid', '--forward-to', shop.url]);
  expect(broken).toMatchObject({ code: 1, errors: expect.stringContaining('没有应答 success') });
  const logOf = async (...options: string[]) =>
    (await pay(['logs', 'tail', '--once', '--json', ...options])).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const logged = await logOf('--channels');
  expect(logged.find(({ fault }) => fault === 'lie_closed')).toMatchObject({ status: 204, method: 'POST' });
  // written down once a second
  const called = await waitFor(
    async () => (await logOf()).find(({ outTradeNo }) => outTradeNo === paid.out_trade_no),
    { what: 'the request that made the order' },
  );
  expect(called).toMatchObject({ interfaceName: 'order_create', outcome: 'done', retCode: 0 });
});

test('listen passes notifications on as they came, and says what the answer means', async () => {
  const shop = await startShop();
  const port = String(await freePort());
  const listener = spawn(process.execPath, [cli, 'listen', '--port', port, '--forward-to', shop.url], {
    env: environment({ LANG: 'en' }),
  });
  let output = '';
  listener.stdout.on('data', (part) => {
    output += part;
  });
  try {
    await waitFor(() => output.includes('Ctrl-C'), { what: 'the listener' });
    const notifyUrl = `http://127.0.0.1:${port}/notify`;
    const forged = await fetch(notifyUrl, {
      method: 'POST',
      body: new URLSearchParams({ id: 'partner1', param: 'x', sign: 'y' }),
    });
    expect(forged.status).toBe(400);
    shop.isBroken = true;
    const { order_id } = await asked(
      'order',
      'create',
      '--fee',
      '100',
      '--out-trade-no',
      'L1',
      '--notify-url',
      notifyUrl,
    );
    await run(process.execPath, [join(ROOT, 'sandbox/src/pay-command.ts'), order_id], {
      env: { PORT: String(gateway.port), SANDBOX_PORT: String(gateway.sandboxPort) },
    });
    await waitFor(() => output.includes('L1'), { what: 'the notification' });
    expect(output).toMatch(/not believed: 签名错误 +→ +HTTP 400/);
    expect(output).toMatch(/L1 .* → +HTTP 500 “处理失败” is not success: it will be sent again/);
  } finally {
    const ended = once(listener, 'exit');
    listener.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  }
});

test('paying an order that there is not is refused in the words of the cashier', async () => {
  const unknown = '1764400000000000016';
  const paying = run(process.execPath, [join(ROOT, 'sandbox/src/pay-command.ts'), unknown], {
    env: { PORT: String(gateway.port), SANDBOX_PORT: String(gateway.sandboxPort) },
  });
  await expect(paying).rejects.toThrow('the cashier says: 订单不存在');
});

test('doctor names each trouble and its cure', async () => {
  const shop = await startShop();
  const gullible = createServer((_request, response) => response.end('success'));
  await new Promise<void>((resolve) => gullible.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void gullible.close());
  const gullibleUrl = `http://127.0.0.1:${(gullible.address() as AddressInfo).port}/`;
  const { appId, appSecret, aesKey } = TEST_APP;
  const keys = { ZHIXIAO_APP_ID: appId, ZHIXIAO_APP_SECRET: appSecret, ZHIXIAO_AES_KEY: aesKey };
  const cases: [string[], Record<string, string>, number, RegExp][] = [
    [['--notify-url', shop.url], {}, 0, /拒绝了伪造的通知/],
    [['--notify-url', gullibleUrl], {}, 8, /对伪造的通知应答了 success/],
    [['--notify-url', 'https//a.cn'], {}, 8, /开头应写成 http/],
    [['--cipher', 'aes-128-cbc'], {}, 8, /cipher: 'aes-256-cbc'/],
    [['--app-secret', 'wrong'], keys, 8, /签名不符[\s\S]*核对 appSecret/],
    [['--aes-key', '0'.repeat(32)], keys, 8, /核对 aesKey/],
    [['--app-id', 'nobody'], keys, 8, /核对 appId/],
    [['--aes-key', 'short'], keys, 8, /aesKey 长度错误/],
    [['--base-url', `http://127.0.0.1:${gateway.sandboxPort}`], {}, 8, /不是支付平台/],
    [['--base-url', `http://127.0.0.1:${await freePort()}`], {}, 8, /ECONNREFUSED[\s\S]*核对端口/],
    [['--profile', 'v2'], keys, 0, /密钥和加密方式正确/],
  ];
  for (const [words, env, code, says] of cases) {
    const ended = await pay(['doctor', ...words], env);
    expect(ended.out, words.join(' ')).toMatch(says);
    expect(ended.code, words.join(' ')).toBe(code);
  }
});
