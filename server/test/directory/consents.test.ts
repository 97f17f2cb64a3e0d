import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readRetentionDays } from '../../src/consents/retention-periods.ts';
import { CONSENT_KINDS, CONSENT_TEMPLATES, consentText, consentVersion } from '../../src/consents/texts.ts';
import { bindPerson, unbindPayer } from '../../src/directory/bind-person.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { agreed } from '../helpers/consent.ts';
import { cookiesIn, type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

const SCHOOL = '10086';
const WECHAT_UID = 'oSandboxPayer0000000000zhang';
const WECHAT = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49' };
const LI_SI = { user_no: '20180911001', user_name: '李四', proof: '54321X' };

/** Texts that were published: their words, both languages, never change under one version. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'binding 1': 'd59b1e8a089ed09cb5a3ecd017f746d5f16d0d12e52adec2542104c9373f1228',
  'binding 2': '181e6bd1ce472d43c772138c1eb2206817ef77006ec4f3b61ea96d61657bdf9b',
  'invoice 1': '1f60688776226bbdcff1bc1f6684a0b67793e8e724147a084b0779b0999d2762',
};

test.each(CONSENT_KINDS)('a changed text of %s needs a new version', (kind) => {
  const { version, periods, words } = CONSENT_TEMPLATES[kind];
  const sha256 = createHash('sha256')
    .update(JSON.stringify([periods, words]))
    .digest('hex');
  expect(PUBLISHED[`${kind} ${version}`], 'published texts stay: raise the version, and add it here').toBe(
    sha256,
  );
});

test.each(CONSENT_KINDS)(
  'the text of %s says who, what for, what and how long, in both languages',
  (kind) => {
    const retention = readRetentionDays('invoice_contacts=100,people_left=101');
    const told = { school: '某大学', retention };
    const [zh, en] = (['zh', 'en'] as const).map((language) => consentText(kind, language, told));
    expect(zh?.paragraphs.map((text) => text.split('：')[0])).toEqual([
      '处理者',
      '用途',
      '内容',
      '谁能看到',
      '保存多久',
      '您的权利',
    ]);
    expect(en?.paragraphs).toHaveLength(6);
    expect(en?.paragraphs.join().replaceAll('某大学', '')).not.toMatch(/\p{Script=Han}/u);
    for (const text of [zh, en]) {
      expect(text?.paragraphs.join()).toMatch(kind === 'invoice' ? /100/ : /101/);
      expect(text?.paragraphs.join()).not.toMatch(/[{}]|undefined|NaN/);
    }
    // kept for longer is another thing to agree to
    expect(consentVersion(kind, retention)).not.toBe(consentVersion(kind, readRetentionDays(undefined)));
  },
);

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(async () => {
  await gateway.advance(HOUR_MS);
  await unbind().catch(() => undefined);
});

const operator = { schoolId: SCHOOL, actor: { kind: 'operator', name: 'test' } } as const;
const unbind = () => unbindPayer(gateway.app.core, operator, WECHAT_UID);
const isBound = async () => (await gateway.partner.call('user_identity', { uid: WECHAT_UID })).code === 0;

interface Kept {
  readonly kind: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly text_version: string | null;
  readonly language: string | null;
  readonly content: string | null;
  readonly is_hash: boolean | null;
}

/** What was kept since a number. */
async function keptSince(consentId: string): Promise<Kept[]> {
  return gateway.app.core.db.query<Kept>({
    text: `select c.kind, event, actor_kind, text_version, language, content, sha256(convert_to(content, 'UTF8')) = c.sha256 as is_hash
             from consents c left join consent_texts using (sha256) where consent_id > $1 order by consent_id`,
    values: [consentId],
  });
}

async function lastConsent(): Promise<string> {
  const [row] = await gateway.app.core.db.query<{ last: string }>({
    text: 'select coalesce(max(consent_id), 0) as last from consents',
  });
  return row?.last ?? '0';
}

/** A browser of WeChat without scripts, signed in on the page of bindings. */
async function signedInBrowser() {
  let cookie = '';
  const go = async (
    url: string,
    init: RequestInit = {},
  ): Promise<{ status: number; html: string; url: string }> => {
    const answer = await fetch(url, { ...init, headers: { ...WECHAT, cookie }, redirect: 'manual' });
    cookie = [cookie, cookiesIn(answer)].filter((each) => each !== '').join('; ');
    const location = answer.headers.get('location');
    if (location !== null) return go(new URL(location, url).href);
    return { status: answer.status, html: await answer.text(), url };
  };
  const open = () => go(`${gateway.url}/bind/partner1`);
  const send = (path: string, html: string, fields: Record<string, string>) => {
    const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(html) ?? [];
    return go(`${gateway.url}${path}`, { method: 'POST', body: new URLSearchParams({ ticket, ...fields }) });
  };
  return { open, send };
}

test('who binds himself agrees to a text that is kept with its hash, version and time; unlinking takes it back', async () => {
  const before = await lastConsent();
  const browser = await signedInBrowser();
  const form = await browser.open();
  const href = /href="(\/consent\/[^"]+)"/.exec(form.html)?.[1];
  const html = await (await fetch(`${gateway.url}${href}`)).text();
  const text = html.replaceAll(/<\/?strong>/g, '');
  expect(text).toContain('知校示范大学');

  const bound = await browser.send('/bind/partner1/wechat', form.html, {
    ...LI_SI,
    ...agreed(gateway, 'binding'),
  });
  expect(bound.html).toContain('已绑定');
  expect(await isBound()).toBe(true);
  const [consent, ...none] = await keptSince(before);
  expect(none).toEqual([]);
  expect(consent).toMatchObject({
    kind: 'binding',
    event: 'agreed',
    actor_kind: 'payer',
    language: 'zh',
    is_hash: true,
  });
  for (const line of consent?.content?.split('\n') ?? []) expect(text).toContain(line);

  const unbound = await browser.send('/bind/partner1/wechat/unbind', bound.html, {});
  expect(unbound.html).toContain('已解除绑定');
  expect(await isBound()).toBe(false);
  expect((await keptSince(before)).slice(1)).toMatchObject([{ event: 'withdrawn', actor_kind: 'payer' }]);
  const [access] = await gateway.app.core.db.query({
    text: `select action, actor_kind, actor from person_accesses where action = 'unbind' order by access_id desc limit 1`,
  });
  expect(access).toEqual({ action: 'unbind', actor_kind: 'payer', actor: null });
  // sent twice
  expect((await browser.send('/bind/partner1/wechat/unbind', bound.html, {})).status).toBe(200);
  expect(await keptSince(before)).toHaveLength(2);
});

test.each([
  ['no box', { consent: '' }],
  ['no version', { consent_version: '' }],
  ['an older text', { consent_version: '0-1-1-1' }],
])('%s: nobody is bound, and nothing is kept', async (_what, change) => {
  const before = await lastConsent();
  const browser = await signedInBrowser();
  const form = await browser.open();
  const fields = { ...LI_SI, ...agreed(gateway, 'binding'), ...change };
  const refused = await browser.send('/bind/partner1/wechat', form.html, fields);
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('role="alert"');
  expect(await isBound()).toBe(false);
  expect(await keptSince(before)).toEqual([]);
});

test('a new version is asked for again, also of who was bound by the school; he stays bound meanwhile', async () => {
  await bindPerson(gateway.app.core, operator, LI_SI.user_no, { channel: 'wechat', uid: WECHAT_UID });
  const browser = await signedInBrowser();
  const bound = await browser.open();
  expect(bound.html).toContain('action="/bind/partner1/wechat/consent"');
  const old = await browser.send('/bind/partner1/wechat/consent', bound.html, {
    ...agreed(gateway, 'binding'),
    consent_version: '0',
  });
  expect(old.html).toContain('action="/bind/partner1/wechat/consent"');
  const before = await lastConsent();
  const fields = { ...agreed(gateway, 'binding'), consent_language: 'en' };
  const done = await browser.send('/bind/partner1/wechat/consent', bound.html, fields);
  expect(done.html).not.toContain('/wechat/consent"');
  expect(await keptSince(before)).toMatchObject([{ event: 'agreed', language: 'en', is_hash: true }]);
  expect(await isBound()).toBe(true);

  // kept for longer from now on
  const { retention } = gateway.app.core;
  Object.assign(retention, readRetentionDays('people_left=3000'));
  try {
    expect((await browser.open()).html).toContain('/wechat/consent"');
  } finally {
    Object.assign(retention, readRetentionDays(undefined));
  }
  await unbind();
  expect((await keptSince(before)).slice(1)).toMatchObject([{ event: 'withdrawn', actor_kind: 'operator' }]);
});

test('an operator who unbinds whom nobody asked takes no consent back', async () => {
  const before = await lastConsent();
  await bindPerson(gateway.app.core, operator, LI_SI.user_no, { channel: 'wechat', uid: WECHAT_UID });
  await unbind();
  expect(await keptSince(before)).toEqual([]);
});

test('a payer’s invoice is requested with what he agreed to, and not without', async () => {
  const before = await lastConsent();
  const { orderId, cookie } = await invoicesOf(gateway).paid();
  const page = `${gateway.url}/pay/invoice/${orderId}`;
  const buyer = Object.fromEntries(Object.entries(PERSON).map(([name, value]) => [name, String(value)]));
  const ask = (fields: Record<string, string>) =>
    fetch(page, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ ...buyer, ...fields }),
    });
  const form = await (await fetch(page, { headers: { cookie } })).text();
  expect(form).toContain('href="/consent/partner1/invoice"');
  for (const fields of [{}, { ...agreed(gateway, 'invoice'), consent_version: '0' }]) {
    const refused = await ask(fields);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('个人信息使用说明');
  }
  expect(await keptSince(before)).toEqual([]);
  expect((await ask(agreed(gateway, 'invoice'))).status).toBe(303);
  expect(await keptSince(before)).toMatchObject([{ kind: 'invoice', event: 'agreed', is_hash: true }]);
  const [row] = await gateway.app.core.db.query({
    text: 'select order_id, school_id from consents order by consent_id desc limit 1',
  });
  expect(row).toEqual({ order_id: orderId, school_id: SCHOOL });
});

test('the texts are pages without scripts, in both languages; there are no others', async () => {
  for (const kind of CONSENT_KINDS) {
    for (const [language, words] of [
      ['zh', '保存多久'],
      ['en', 'For how long'],
    ]) {
      const answer = await fetch(`${gateway.url}/consent/partner1/${kind}?lang=${language}`);
      const html = await answer.text();
      expect(html).toContain(words);
      expect(html).not.toContain('<script');
    }
  }
  for (const path of ['nobody/binding', 'partner1/other', '%00/binding']) {
    expect((await fetch(`${gateway.url}/consent/${path}`)).status, path).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${gateway.url}/consent/${path}`)).status, path).toBeLessThan(500);
  }
});

test('what was agreed to is never changed', async () => {
  const { db } = gateway.app.core;
  for (const change of [
    'update consents set at = at',
    'delete from consents',
    'update consent_texts set content = content',
    'delete from consent_texts',
  ]) {
    await expect(db.query({ text: change }), change).rejects.toThrow('append only');
  }
});
