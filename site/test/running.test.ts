import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { TEST_APP } from '../../server/src/sandbox/seed.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { SNIPPETS } from '../src/browser/code/snippets.ts';
import { patternOf } from '../src/errors/find-message.ts';
import { ORDER } from '../src/render/navigation.ts';

const run = promisify(execFile);
const CONTENT = join(import.meta.dirname, '../content/zh');
const CLIENTS = join(import.meta.dirname, '../../clients');

let gateway: Gateway;
let folder: string;
/** Where guides have their partner's server. */
let notifyPort: number;
beforeAll(async () => {
  gateway = await startGateway();
  notifyPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'zhixiao-docs-'));
  // where a partner has installed the SDK
  symlinkSync(join(CLIENTS, '../node_modules'), join(folder, 'node_modules'));
  for (const file of ['node/zhixiao-pay.mjs', 'php/ZhixiaoPay.php', 'python/zhixiao_pay.py']) {
    copyFileSync(join(CLIENTS, file), join(folder, file.replace(/^\w+\//, '')));
  }
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A paid order of the test app. */
async function payOrder(outTradeNo: string, terms: Record<string, unknown> = {}): Promise<string> {
  const { orderId } = await gateway.partner.order({ out_trade_no: outTradeNo, total_fee: '3000', ...terms });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(
    async () =>
      (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status === '2',
    {
      what: `${outTradeNo} to be paid`,
    },
  );
  return orderId;
}

// the guides

interface Snippet {
  readonly guide: string;
  readonly language: string;
  readonly code: string;
}

/** All code of the guides, which name this server by its example's address. */
function snippets(): Snippet[] {
  return readdirSync(join(CONTENT, 'guides')).flatMap((file) =>
    [
      ...readFileSync(join(CONTENT, 'guides', file), 'utf8').matchAll(
        /^```(sh|js|php|python)(?: .*)?\n([\s\S]*?)^```/gm,
      ),
    ].map(([, language = '', code = '']) => ({
      guide: file.replace('.md', ''),
      language,
      code: code.replaceAll('http://127.0.0.1:8080', gateway.url).replaceAll('8090', String(notifyPort)),
    })),
  );
}

const PROGRAMS: Readonly<
  Record<string, { readonly program: string; readonly file: string; readonly args?: string[] }>
> = {
  sh: { program: 'bash', file: 'snippet.sh', args: ['-e'] },
  js: { program: process.execPath, file: 'snippet.mjs' },
  php: { program: 'php', file: 'snippet.php' },
  python: { program: 'python3', file: 'snippet.py', args: ['-B'] },
};

/** Whether a language is installed, with what its client needs. */
const PROBES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  php: ['php', '-r', "exit(extension_loaded('openssl') ? 0 : 1);"],
  python: ['python3', '-c', 'import cryptography'],
  java: ['java', '-version'],
  go: ['go', 'version'],
};
function isInstalled(language: string): boolean {
  const [program, ...args] = PROBES[language] ?? [process.execPath, '--version'];
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function runSnippet(
  { language, code }: Pick<Snippet, 'language' | 'code'>,
  before: string[] = [],
): Promise<string> {
  const { program, file, args = [] } = PROGRAMS[language] ?? { program: '', file: '' };
  writeFileSync(join(folder, file), code);
  return (await run(program, [...before, ...args, file], { cwd: folder })).stdout;
}

/** What each piece of the guides prints, in their order. */
const PRINTED: Readonly<Record<string, readonly [language: string, printed: RegExp][]>> = {
  'first-payment': [
    ['sh', /^\{"out_trade_no":"E\d+","order_id":"\d+","url":"http:.*\.html"\}/],
    ['js', /请付款人打开 http:.*\.html/],
    ['php', /请付款人打开 http:.*\.html/],
    ['python', /请付款人打开 http:.*\.html/],
    ['js', /^已支付，时间 \d{4}-/],
  ],
  invoices: [['js', /^\d+\n/]],
  'mini-program': [
    ['js', /timeStamp.*paySign/],
    ['js', /^tradeNO\n/],
  ],
  // the receivers have a test of their own
  notifications: [
    ['js', /receiver/],
    ['php', /receiver/],
  ],
  refunds: [
    ['js', /^已受理 \d+ [12]\n/],
    ['php', /^已受理 \d+\n/],
  ],
};

test('every piece of code in the guides does what it says', async () => {
  await payOrder('E20261129000010');
  await payOrder('E20261129000020');
  const found = snippets();
  const shapes = Object.groupBy(found, ({ guide }) => guide);
  expect(
    Object.fromEntries(
      Object.entries(shapes).map(([guide, each]) => [guide, each?.map(({ language }) => language)]),
    ),
  ).toEqual(
    Object.fromEntries(Object.entries(PRINTED).map(([guide, each]) => [guide, each.map(([name]) => name)])),
  );
  for (const [guide, each] of Object.entries(shapes)) {
    if (guide === 'notifications') continue;
    for (const [index, snippet] of (each ?? []).entries()) {
      if (!isInstalled(snippet.language)) continue;
      expect(await runSnippet(snippet), `${guide} ${index}`).toMatch(PRINTED[guide]?.[index]?.[1] ?? /^$/);
    }
  }
});

test('the receivers of the guide acknowledge a notification, and refuse a forged one', async () => {
  const [node, php] = snippets().filter(({ guide }) => guide === 'notifications');
  writeFileSync(join(folder, 'receiver.mjs'), node?.code ?? '');
  const receiver = spawn(process.execPath, ['receiver.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const printed = collect(receiver);
    const url = `http://127.0.0.1:${notifyPort}/notify`;
    const post = (form: object) => fetch(url, { method: 'POST', body: new URLSearchParams({ ...form }) });
    const paid = { out_trade_no: 'E1', order_id: '1', time_end: '', uid: '', pay_type: '1' };
    const sealed = sealRequest(TEST_APP, paid);
    await waitFor(async () => (await post({}).catch(() => undefined))?.status === 400, {
      what: 'the receiver',
    });
    expect((await post({ ...sealed, sign: 'f'.repeat(32) })).status).toBe(400);

    await payOrder('E20261129000011', { notify_url: url });
    await waitFor(() => printed().includes('E20261129000011'), { what: 'the notification' });
    expect(printed()).toBe('已支付 E20261129000011\n');

    if (!isInstalled('php')) return;
    const given = `<?php $_POST = json_decode('${JSON.stringify(sealed)}', true);`;
    writeFileSync(join(folder, 'posted.php'), given);
    expect(await runSnippet(php ?? { language: '', code: '' }, ['-d', 'auto_prepend_file=posted.php'])).toBe(
      'success',
    );
    expect(readFileSync(join(folder, 'paid.log'), 'utf8')).toBe('E1\n');
  } finally {
    receiver.kill();
  }
});

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}

// OpenAPI

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const schemas = openApi.components.schemas as unknown as Record<
  string,
  AnySchemaObject & { properties?: object }
>;
for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);

function expectAsDescribed(schema: string, content: unknown): void {
  expect(ajv.validate(schema, content), `${schema}: ${ajv.errorsText()} ${JSON.stringify(content)}`).toBe(
    true,
  );
  const unknown = Object.keys(content as object).filter(
    (name) => !Object.hasOwn(schemas[schema]?.properties ?? {}, name),
  );
  expect(unknown, `${schema} does not describe these`).toEqual([]);
}

test('what the running server answers is as docs/openapi.json describes it', async () => {
  const ask = async (name: string, content: object) => {
    expectAsDescribed(`${name}_request`, content);
    const answer = await gateway.partner.call(name, content);
    expect(answer.code, `${name}: ${answer.message}`).toBe(0);
    if (answer.message === '') expectAsDescribed(`${name}_answer`, answer.content);
    else expect(ajv.validate(`${name}_answer`, answer.message)).toBe(true);
    return answer.content;
  };
  const numbers = { out_trade_no: 'E20261129000050' };
  const terms = { body: '宿舍电费', total_fee: '3000', notify_url: gateway.endpoint.url };
  await ask('order_create', { ...numbers, ...terms, user_no: '20140548', user_name: '张三' });
  await ask('order_create', {
    ...terms,
    out_trade_no: 'E51',
    pay_type: 1,
    openid: 'oSandboxPayer0000000000zhang',
  });
  await ask('order_create', { ...terms, out_trade_no: 'E52', pay_type: 2, openid: '2088612279536603' });
  await ask('order_query', numbers);
  await payOrder(numbers.out_trade_no, { ...terms, user_no: '20140548', user_name: '张三' });
  await ask('order_query', numbers);
  await ask('order_refund', { ...numbers, refund_fee: '1000', out_refund_no: 'R50' });
  await ask('refund_query', numbers);
  await ask('piaoju_create', { ...numbers, payer_type: 1, payer_name: '张三', phone: '13000000000' });
  await waitFor(async () => (await ask('piaoju_query', numbers)).status === '2', { what: 'the receipt' });
  await ask('order_cancel', { out_trade_no: 'E51' });
  await ask('user_identity', { uid: '2088612279536603' });
  await ask('user_card', { user_no: '20140548' });

  await waitFor(() => gateway.endpoint.receivedFor(numbers.out_trade_no).length > 0, {
    what: 'the notification',
  });
  for (const { content } of gateway.endpoint.receivedFor(numbers.out_trade_no)) {
    expectAsDescribed('notification_content', content);
  }
});

test('a refusal of the running server is in the catalogue, under its code', async () => {
  const refused = async (name: string, content: object) => {
    const { code, message } = await gateway.partner.call(name, content);
    const found = Object.values(openApi['x-errors']).filter(
      ({ kind, ret_code, messages }) =>
        ret_code === code &&
        messages.some((text) =>
          patternOf(text).test(kind === 'field' ? message.replace(/^[\w.]+ /, '') : message),
        ),
    );
    expect(found.length, `${name} ${code} ${message}`).toBeGreaterThan(0);
  };
  await refused('order_query', { out_trade_no: 'none' });
  await refused('order_create', {
    out_trade_no: 'E53',
    body: 'x'.repeat(129),
    total_fee: '1',
    notify_url: 'https://a.cn',
  });
  await refused('order_create', {
    out_trade_no: 'E53',
    body: 'x',
    total_fee: '1.5',
    notify_url: 'https//a.cn',
  });
  await refused('order_refund', {
    out_trade_no: 'E20261129000050',
    refund_fee: '9999',
    out_refund_no: 'R51',
  });
  await refused('order_refund', { out_trade_no: 'E20261129000050', refund_fee: '1', out_refund_no: 'R50' });
  await refused('user_identity', { uid: '2088000000000003' });
  await refused('nothing', {});
});

test('the debugger’s code is a whole program in each language', async () => {
  const call = {
    baseUrl: gateway.url,
    keys: TEST_APP,
    interfaceName: 'user_card',
    content: JSON.stringify({ user_no: '20140548' }),
  };
  const command: Readonly<Record<string, readonly [file: string, program: string, ...args: string[]]>> = {
    curl: ['call.sh', 'bash'],
    SDK: ['call-sdk.mjs', process.execPath],
    PHP: ['call.php', 'php'],
    Java: ['Call.java', 'java', '-Dfile.encoding=UTF-8', '-XX:TieredStopAtLevel=1'],
    Python: ['call.py', 'python3', '-B'],
    Node: ['call.mjs', process.execPath],
  };
  for (const { label, write } of SNIPPETS) {
    const [file, program, ...args] = command[label] ?? [];
    // Go compiles for as long as all others take together: `test/clients` does; there is no .NET
    if (file === undefined || program === undefined || !isInstalled(label.toLowerCase())) continue;
    writeFileSync(join(folder, file), write(call));
    const { stdout } = await run(program, [...args, file], { cwd: folder });
    expect(stdout, label).toMatch(/^0 \{.*"user_no":"20140548".*\}\n$/);
  }
});

// the site

test('a reader searches, switches the language, and makes a call whose answer is explained', async () => {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));

  await page.goto(`${gateway.url}/docs/`);
  await expectAccessible(page);
  await picture(page, 'docs-home-375');
  await page.keyboard.press('/');
  await page.keyboard.type('可退款金额');
  await page.getByRole('dialog').getByRole('status').getByText('找到').waitFor();
  await expectAccessible(page, 'search');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/docs/errors.html#refund_exceeds');
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL('**/docs/en/errors.html');
  await expectAccessible(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);

  await page.goto(`${gateway.url}/docs/debugger.html#order_query`);
  await makeCalls(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(page, 'docs-debugger-1440');
  // the browser says of each refused call what its status is: none is refused by it
  expect(complaints).toEqual([]);
  // keys stay in the page, whatever it fetched
  const isTold = (request: string) =>
    request.includes(TEST_APP.appSecret) || request.includes(TEST_APP.aesKey);
  expect(sent.filter(isTold)).toEqual([]);
  expect(sent.filter((request) => !request.startsWith(`${gateway.url}/`))).toEqual([]);
  await page.close();
});

async function makeCalls(page: Page): Promise<void> {
  await page.getByLabel('appsecret').and(page.locator('input[value], input')).first().waitFor();
  await expect.poll(() => page.getByLabel('appid').inputValue()).toBe('partner1');
  await page.getByLabel('内容（JSON）').fill('{"out_trade_no":"none"}');
  const sent = page.waitForRequest('**/pay_api/order_query');
  await page.getByRole('button', { name: '发送', exact: true }).click();
  const body = (await sent).postData() ?? '';
  expect([...new URLSearchParams(body).keys()]).toEqual(['id', 'param', 'sign']);
  expect(body).not.toContain(TEST_APP.appSecret);
  await page.getByText('订单不存在', { exact: true }).waitFor();
  // the catalogue is fetched when there is something to explain
  await page.locator('#answer').getByText('原因：该应用没有这个单号的订单').waitFor();

  // what the console's debugger finds, found here
  const param = sealRequest(TEST_APP, { out_trade_no: 'E1' }).param;
  await page
    .getByLabel('请求正文')
    .fill(new URLSearchParams({ id: 'partner1', param, sign: 'F'.repeat(32) }).toString());
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByText('签名 · 有误').waitFor();
  await page
    .getByLabel('请求正文')
    .fill(new URLSearchParams({ ...sealRequest(TEST_APP, { total_fee: '1' }) }).toString());
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByText('out_trade_no 不能为空').waitFor();
  await page.getByRole('button', { name: 'Java' }).click();
  await page.getByText('public class Call').first().waitFor();
}

test('all pages are served, each in its language', async () => {
  for (const path of ORDER) {
    const [zh, en] = await Promise.all(
      [`${path}.html`, `en/${path}.html`].map(async (file) =>
        (await fetch(`${gateway.url}/docs/${file}`)).text(),
      ),
    );
    expect(zh).toContain('<html lang="zh-CN">');
    expect(en).toContain('<html lang="en">');
  }
});
