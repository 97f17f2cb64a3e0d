import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPILED } from '../server/test/helpers/gateway/compiled.ts';
import { type StartedMain, startMain } from '../server/test/helpers/gateway/main-process.ts';
import { createTestDatabase, type TestDatabase } from '../server/test/helpers/postgres/test-database.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

let database: TestDatabase;
let dataDir: string;
let main: StartedMain;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-readme-'));
  main = await startMain({ DATABASE_URL: database.url, DATA_DIR: dataDir });
});
afterAll(async () => {
  await main.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function shellBlocks(file: string): Promise<string[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
}

/** A snippet as a reader runs it, on this test's ports. */
async function runSnippet(snippet: string): Promise<string> {
  const { stdout } = await run('bash', ['-ec', snippet.replaceAll(':8080', `:${main.port}`)]);
  return stdout;
}

test('the README’s payment by curl creates an order, and its command pays it', async () => {
  const [, curl = ''] = await shellBlocks('README.md');
  const createOrder = async (snippet: string) =>
    JSON.parse(await runSnippet(snippet)) as { order_id: string; url: string };
  const created = await createOrder(curl);
  expect(created.url).toBe(`http://127.0.0.1:${main.port}/pay/orderId/${created.order_id}.html`);

  const payOrder = (...words: string[]) =>
    run(process.execPath, [join(ROOT, 'sandbox/src/pay-command.ts'), ...words], {
      env: { ...COMPILED, PORT: String(main.port), SANDBOX_PORT: String(main.sandboxPort) },
    });
  const pay = (...more: string[]) => payOrder(created.order_id, ...more);
  expect((await pay('--refuse')).stdout).toContain('the payer refused');
  expect((await pay()).stdout).toContain(`order ${created.order_id}: paid with wechat`);
  await expect(pay()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('订单已支付') });

  const { order_id: other } = await createOrder(curl.replace('NUMBER=A', 'NUMBER=B'));
  expect((await payOrder(other, 'alipay', '--refuse')).stdout).toContain('the payer refused');
  expect((await payOrder(other, 'alipay')).stdout).toContain(`order ${other}: paid with alipay`);
});

test('the two READMEs have the same snippets, sections and links', async () => {
  const [english, chinese] = [
    await readFile(join(ROOT, 'README.md'), 'utf8'),
    await readFile(join(ROOT, 'README.zh-CN.md'), 'utf8'),
  ];
  const [, curl] = await shellBlocks('README.md');
  expect((await shellBlocks('README.zh-CN.md'))[1]).toBe(curl);
  const headings = (text: string) => [...text.matchAll(/^#+ /gm)].map(([mark]) => mark);
  expect(headings(chinese)).toEqual(headings(english));
  // a document that there is in both languages is linked in the reader's
  const links = (text: string) =>
    [...text.matchAll(/\]\(([^)]*)\)/g)]
      .map(([, target]) => target?.replace('.zh-CN.md', '.md'))
      .slice(1)
      .sort();
  expect(links(chinese)).toEqual(links(english));
});
