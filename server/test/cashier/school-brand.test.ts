import { createHash, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { type ConsoleClient, firstAdministrator, visitor } from '../helpers/console/console.ts';
import { chunkOf, pngOf } from '../helpers/files/png.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SCHOOL = { schoolId: '10086' };
const RETURN = 'https://partner.example.com/back';
const CONTACT = '财务处 028-85400000';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const setBrand = (brand: object) =>
  admin.call('PUT /schools/:schoolId/brand', { ...SCHOOL, colour: '', contact: '', ...brand });
const base64 = (file: Buffer) => file.toString('base64');
const LOGO = pngOf({ width: 96, height: 32, extra: chunkOf('tEXt', Buffer.from('Author\0张三')) });

test('what is no small still PNG is refused in words, and changes nothing', async () => {
  await setBrand({ logo: base64(LOGO), colour: '#8c1515' });
  const before = await admin.call('GET /schools/:schoolId/brand', SCHOOL);
  const noise = pngOf({
    width: 640,
    height: 100,
    rows: Buffer.concat(Array.from({ length: 100 }, rowOfNoise)),
  });
  const files: readonly (readonly [file: Buffer, words: string])[] = [
    [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      '不是可以读取的图片',
    ],
    [Buffer.from('ffd8ffe000104a464946', 'hex'), '不是可以读取的图片'],
    [pngOf({ width: 16_000, height: 16_000, pixels: deflateSync(Buffer.alloc(9)) }), '超过 640 像素'],
    [
      pngOf({ width: 600, height: 600, pixels: deflateSync(Buffer.alloc(90_000_000), { level: 9 }) }),
      '已损坏',
    ],
    [LOGO.subarray(0, 60), '已损坏'],
    [noise, '超过 64 KB'],
  ];
  for (const [file, words] of files) {
    const { status, body } = await setBrand({ logo: base64(file) });
    expect([status, body.error?.message], words).toEqual([409, expect.stringContaining(words)]);
  }
  for (const wrong of [{ colour: 'red' }, { colour: '#8c15' }, { contact: 'x'.repeat(101) }, { logo: '<>' }])
    expect((await setBrand(wrong)).status, JSON.stringify(wrong)).toBe(400);
  expect((await admin.call('GET /schools/:schoolId/brand', SCHOOL)).body).toEqual(before.body);
  for (const name of ['x.png', `${'0'.repeat(32)}.png`, '..%2f..%2fetc'])
    expect((await fetch(`${gateway.url}/school-logos/${name}`)).status, name).toBe(404);
});

test('who sets the contact beside somebody who sets the logo leaves that as it becomes; the entries say which logo', async () => {
  const { body: before } = await setBrand({ logo: base64(LOGO) });
  const { db } = gateway.app.core;
  const waiting = async () =>
    (
      await db.query({
        text: `select distinct pid from pg_locks join pg_stat_activity using (pid)
                where not granted and datname = current_database()`,
      })
    ).length;
  const saving: ReturnType<typeof setBrand>[] = [];
  await db.transaction(async (tx) => {
    await tx.query({ text: 'select from schools where school_id = $1 for update', values: ['10086'] });
    saving.push(setBrand({ logo: base64(pngOf({ width: 32, height: 32 })) }));
    await waitFor(async () => (await waiting()) === 1, { what: 'the logo to be saved' });
    saving.push(setBrand({ contact: CONTACT }));
    await waitFor(async () => (await waiting()) === 2, { what: 'the contact to be saved' });
  });
  const [drawn, named] = await Promise.all(saving);
  expect(drawn?.body.logo).not.toBe(before.logo);
  expect(named?.body).toEqual({ logo: drawn?.body.logo, contact: CONTACT });
  expect((await admin.call('GET /schools/:schoolId/brand', SCHOOL)).body).toEqual(named?.body);
  const { rows } = (await admin.call('GET /audit', { action: 'school.brand', limit: '2' })).body;
  const logos = rows.map(({ details }: { details: { logoHash?: string } }) => details.logoHash);
  expect(logos).toEqual([undefined, expect.any(String)]);
  expect(drawn?.body.logo).toContain(logos[1]);
});

test('a school’s logo, colour and contact are on the pages of its payers, and nothing else of the file', async () => {
  const { body } = await setBrand({ logo: base64(LOGO), colour: '#FFCC00', contact: CONTACT });
  expect(body).toEqual({
    logo: expect.stringMatching(/^\/console\/school-logos\/[0-9a-f]{32}\.png$/),
    colour: '#ffcc00',
    contact: CONTACT,
  });
  expect((await visitor(gateway).call('GET /sign-in/brand')).body.logo).toBe(body.logo);

  const logo = body.logo.replace('/console', '');
  for (const address of [body.logo, logo]) {
    const file = await fetch(`${gateway.url}${address}`);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await file.arrayBuffer()).includes('tEXt')).toBe(false);
  }

  const { orderId, url } = await gateway.partner.order({ return_url: RETURN });
  const open = `${gateway.url}/pay/orderId/${orderId}.html`;
  const isShown = async (page: string) => {
    const answer = await fetch(page);
    const html = await answer.text();
    expect(html, page).toContain(`src="${logo}"`);
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(html) ?? [];
    expect(style, page).toContain('--accent:');
    // too light for words on a light page: it is used darker there
    expect(style).toMatch(/^:root:root\{--accent:#(?!ffcc00)/);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy'), page).toContain(`'sha256-${hash}'`);
    return html;
  };
  expect(await isShown(url)).not.toContain(`href="${RETURN}"`);
  await isShown(`${gateway.url}/bind/partner1`);
  await isShown(`${gateway.url}/pay/invoice/${orderId}`);

  // what is left out stays, what is empty goes
  expect((await setBrand({ contact: CONTACT })).body).toEqual({ logo: body.logo, contact: CONTACT });
  expect((await setBrand({ logo: '' })).body).toEqual({});
  expect((await fetch(`${gateway.url}${body.logo}`)).status).toBe(200);
  await setBrand({ logo: base64(LOGO), colour: '#FFCC00', contact: CONTACT });

  // out of an order that has expired there are two ways
  gateway.clock.advance(2 * HOUR_MS);
  await expect.poll(async () => (await fetch(open)).text()).toContain('订单已过期');
  const expired = await isShown(open);
  expect(expired).toContain(`href="${RETURN}"`);
  expect(expired).toContain(`<b>${CONTACT}</b>`);
});

function rowOfNoise(): Buffer {
  return Buffer.concat([Buffer.alloc(1), randomBytes(640 * 4)]);
}
