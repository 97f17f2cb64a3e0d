import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { sealRequest } from '@zhixiao/protocol/envelope';
import type { Mistake } from '@zhixiao/protocol/mistakes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debugRequest } from '../../src/apis/partner/debug-signature.ts';
import { appDirectory } from '../../src/apps/app-directory.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { changeApp } from '../../src/apps/change-app.ts';
import { issueNextKeys } from '../../src/apps/rotate-app-keys.ts';
import { unaudited } from '../../src/audit/unaudited.ts';
import { openVault } from '../../src/lib/vault.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import type { SchoolScope } from '../../src/schools/scope.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const { appId, appSecret, aesKey } = TEST_APP;
const CONTENT = {
  body: '宿舍/电费',
  out_trade_no: 'A1',
  total_fee: '100',
  user_name: '张三丰',
  notify_url: 'https://partner.example.com/notify',
};
const GOOD = sealRequest(TEST_APP, CONTENT);

let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
  const { database } = created;
  await insertSchool(database, { schoolId: 's', name: '学校' }, new Date());
  for (const id of [appId, 'rotating', 'frozen']) {
    await insertApp(database, vault, { ...TEST_APP, appId: id, schoolId: 's', name: id }, new Date());
  }
});
afterAll(() => created.drop());

const vault = openVault(Buffer.alloc(32));

/** A directory of its own each time: nothing is remembered from before a change. */
const debug = (body: string, scope: SchoolScope = 'all', interfaceName = 'order_create') =>
  debugRequest({ db: created.database, apps: appDirectory(created.database, vault) }, scope, {
    body,
    interfaceName,
  });

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const signed = (param: string) => form({ id: appId, param, sign: md5(appId + param + appSecret) });

/** The steps that failed, with what was found at each. */
async function failures(body: string) {
  const steps = await debug(body);
  return Object.fromEntries(
    steps
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ step, findings }) => [step, findings.map(({ mistake }) => mistake)]),
  );
}

test.each([
  ['a form', form({ ...GOOD })],
  ['JSON', JSON.stringify(GOOD)],
  ['an upper-case signature', form({ ...GOOD, sign: GOOD.sign.toUpperCase() })],
])('a good request as %s passes every step', async (_name, body) => {
  const steps = await debug(body);
  expect(steps.map(({ outcome }) => outcome)).toEqual(Array(7).fill('passed'));
});

test('without the interface its fields are not looked at', async () => {
  const steps = await debug(form({ ...GOOD }), 'all', 'no such interface');
  expect(steps.at(-1)).toEqual({ step: 'fields', outcome: 'skipped', findings: [] });
});

test('an unescaped plus is restored and reported', async () => {
  const param = `${GOOD.param.slice(0, 5)}+${GOOD.param.slice(6)}`;
  const sign = md5(appId + param + appSecret);
  const [body, , signature] = await debug(`id=${appId}&param=${param}&sign=${sign}`);
  expect(body).toMatchObject({ outcome: 'passed', findings: [{ mistake: 'plus_unescaped' }] });
  expect(signature?.outcome).toBe('passed');
});

test('what is missing or unknown ends it', async () => {
  expect(await failures('id=partner1&sign=x')).toEqual({ body: ['field_missing'] });
  expect(await failures('{"id":')).toEqual({ body: ['body_unreadable'] });
  expect(await failures(form({ ...GOOD, id: 'nobody' }))).toEqual({ app: ['app_unknown'] });
  const elsewhere = await debug(form({ ...GOOD }), ['other school']);
  expect(elsewhere[1]).toMatchObject({ outcome: 'failed', findings: [{ mistake: 'app_unknown' }] });
  expect(elsewhere[2]?.outcome).toBe('skipped');
});

const { id, param } = GOOD;
const plain = JSON.stringify(CONTENT);
const wrongSignatures: [Mistake, string][] = [
  ['secret_missing', md5(id + param)],
  ['secret_not_last', md5(appSecret + id + param)],
  ['secret_not_last', md5(param + id + appSecret)],
  ['secret_is_aes_key', md5(id + param + aesKey)],
  ['secret_letter_case', md5(id + param + appSecret.toUpperCase())],
  ['signed_as_query', md5(`id=${id}&param=${param}&key=${appSecret}`)],
  ['signed_plain_text', md5(id + plain + appSecret)],
  ['signed_plain_text', md5(id + plain.replaceAll('/', '\\/') + appSecret)],
  ['signed_url_encoded', md5(id + encodeURIComponent(param) + appSecret)],
  ['signed_other_line_breaks', md5(`${id}${param.match(/.{1,76}/g)?.join('\r\n')}${appSecret}`)],
  [
    'digest_wrong',
    createHash('sha256')
      .update(id + param + appSecret)
      .digest('hex'),
  ],
  [
    'digest_wrong',
    createHash('md5')
      .update(id + param + appSecret)
      .digest('base64'),
  ],
  [
    'digest_wrong',
    createHmac('md5', appSecret)
      .update(id + param)
      .digest('hex'),
  ],
  ['sign_shortened', md5(id + param + appSecret).slice(8, 24)],
  ['sign_not_hex', 'signature'],
  ['sign_unexplained', md5(`${id}${param}another secret`)],
];
test.each(wrongSignatures)('a signature that is wrong by %s', async (mistake, sign) => {
  expect(await failures(form({ ...GOOD, sign }))).toEqual({ signature: [mistake] });
});

test('a signature over the spaces that were pluses', async () => {
  const withPlus = `${param.slice(0, 5)}+${param.slice(6)}`;
  const sign = md5(id + withPlus.replaceAll('+', ' ') + appSecret);
  expect((await failures(`id=${id}&param=${withPlus}&sign=${sign}`)).signature).toEqual([
    'signed_with_spaces',
  ]);
});

function encrypted(
  cipher: string,
  key: Buffer | string,
  iv: Buffer | string | null,
  text: Buffer | string = plain,
) {
  const aes = createCipheriv(cipher, key, iv);
  return Buffer.concat([aes.update(text), aes.final()]).toString('base64');
}
const iv = aesKey.slice(0, 16);
const hex = Buffer.from(aesKey, 'hex');
/** 张 in GBK. */
const gbk = Buffer.concat([Buffer.from('{"user_name":"'), Buffer.from([0xd5, 0xc5]), Buffer.from('"}')]);
const zeroPadded = (() => {
  const bytes = Buffer.from(plain);
  const aes = createCipheriv('aes-256-cbc', aesKey, iv).setAutoPadding(false);
  const padded = Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16))]);
  return Buffer.concat([aes.update(padded), aes.final()]).toString('base64');
})();
const wrongContents: [string, Mistake, string][] = [
  ['base64', 'not_encrypted', plain],
  ['base64', 'ciphertext_hex', Buffer.from(param, 'base64').toString('hex')],
  ['base64', 'base64_url_safe', Buffer.from(`${'\xff'.repeat(8)}`.repeat(4), 'latin1').toString('base64url')],
  ['base64', 'encoded_twice', encodeURIComponent(`${param}+`)],
  ['base64', 'not_base64', `${param.slice(0, -2)}!!`],
  ['base64', 'ciphertext_cut', param.slice(0, -4)],
  ['decryption', 'key_hex_decoded', encrypted('aes-128-cbc', hex, hex)],
  ['decryption', 'key_hex_decoded', encrypted('aes-128-cbc', hex, iv)],
  ['decryption', 'key_hashed', encrypted('aes-256-cbc', md5(aesKey), iv)],
  ['decryption', 'other_cipher', encrypted('aes-128-cbc', aesKey.slice(0, 16), iv)],
  ['decryption', 'mode_ecb', encrypted('aes-256-ecb', aesKey, null)],
  ['decryption', 'iv_wrong', encrypted('aes-256-cbc', aesKey, Buffer.alloc(16))],
  ['decryption', 'padding_zero', zeroPadded],
  ['decryption', 'charset_gbk', encrypted('aes-256-cbc', aesKey, iv, gbk)],
  ['decryption', 'decryption_unexplained', encrypted('aes-256-cbc', 'x'.repeat(32), iv)],
  ['json', 'json_is_form', encrypted('aes-256-cbc', aesKey, iv, 'body=1&out_trade_no=2')],
  ['json', 'json_twice', encrypted('aes-256-cbc', aesKey, iv, JSON.stringify(plain))],
  ['json', 'json_quotes', encrypted('aes-256-cbc', aesKey, iv, "{'body':'1'}")],
  ['json', 'json_unexplained', encrypted('aes-256-cbc', aesKey, iv, 'hello')],
  ['fields', 'field_wrong', encrypted('aes-256-cbc', aesKey, iv, '{"body":"1"}')],
];
test.each(wrongContents)('a well signed request that fails at %s by %s', async (step, mistake, wrong) => {
  expect(await failures(signed(wrong))).toEqual({ [step]: [mistake] });
});

test('a wrong signature of somebody with the secret does not hide what else is wrong', async () => {
  const wrong = encrypted('aes-256-ecb', aesKey, null);
  expect(await failures(form({ id, param: wrong, sign: md5(appSecret + id + wrong) }))).toEqual({
    signature: ['secret_not_last'],
    decryption: ['mode_ecb'],
  });
});

test.each([
  ['a guess', () => 'f'.repeat(32)],
  ['no digest', () => 'x'],
  ['a digest without the secret', (forged: string) => md5(id + forged)],
  ['half of one', (forged: string) => md5(id + forged).slice(8, 24)],
])('what is signed by %s tells nothing of how it decrypts: no padding oracle', async (_name, signOf) => {
  const captured = Buffer.from(GOOD.param, 'base64');
  const answers = new Set<string>();
  for (let end = 16; end <= captured.length; end += 16) {
    const forged = captured.subarray(0, end).toString('base64');
    const steps = await debug(form({ id, param: forged, sign: signOf(forged) }));
    expect(steps.find(({ step }) => step === 'base64')?.outcome).toBe('passed');
    answers.add(JSON.stringify(steps));
  }
  expect(answers.size).toBe(1);
});

test('a true signature of one param opens no other that is hidden beside it', async () => {
  const captured = Buffer.from(GOOD.param, 'base64');
  for (let end = 16; end < captured.length; end += 16) {
    const param = captured.subarray(0, end).toString('base64');
    const hidden = `&param=${encodeURIComponent(GOOD.param)}&`;
    for (const body of [
      JSON.stringify({ ...GOOD, param, x: hidden }),
      `${form({ ...GOOD, param })}&param=${encodeURIComponent(GOOD.param)}`,
    ]) {
      const steps = await debug(body);
      expect(steps.find(({ step }) => step === 'decryption')?.outcome, body).toBe('skipped');
    }
  }
});

test('of an app that changes its keys, both sets are tried', async () => {
  const core = unaudited({ db: created.database, vault, clock: { now: () => new Date() } });
  const next = { ...TEST_APP, appId: 'rotating', ...(await issueNextKeys(core, 'all', 'rotating')) };
  const old = { ...TEST_APP, appId: 'rotating' };
  const [, , fresh] = await debug(form({ ...sealRequest(next, CONTENT) }));
  expect(fresh).toMatchObject({ outcome: 'passed', findings: [{ mistake: 'next_keys_used' }] });
  const mixed = sealRequest(old, CONTENT).param;
  const body = form({ id: 'rotating', param: mixed, sign: md5(`rotating${mixed}${next.appSecret}`) });
  expect(await failures(body)).toEqual({ decryption: ['other_keys'] });
});

test('a frozen app is reported, and the other steps all the same', async () => {
  await changeApp(unaudited({ db: created.database, vault }), 'all', 'frozen', { frozen: true });
  const request = sealRequest({ ...TEST_APP, appId: 'frozen' }, CONTENT);
  expect(await failures(form({ ...request }))).toEqual({ app: ['app_frozen'] });
});

test('no answer holds a secret, or what a request says of a person', async () => {
  const bodies = [
    form({ ...GOOD }),
    ...wrongSignatures.map(([, sign]) => form({ ...GOOD, sign })),
    ...wrongContents.map(([, , wrong]) => signed(wrong)),
  ];
  for (const body of bodies) {
    const answer = JSON.stringify(await debug(body));
    for (const hidden of [appSecret, aesKey, '张三丰', md5(id + param + appSecret)])
      expect(answer).not.toContain(hidden);
  }
});
