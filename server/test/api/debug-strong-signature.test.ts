import { createHash, createHmac } from 'node:crypto';
import { type Binding, bindingText, derivedKey, HASH, type StrongProfile } from '@zhixiao/protocol/profile';
import { HEADER, type SignedMessage, sealStrongRequest } from '@zhixiao/protocol/profile-message';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debugRequest } from '../../src/apis/partner/debug-signature.ts';
import { appDirectory } from '../../src/apps/app-directory.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { openVault } from '../../src/lib/vault.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const { appId, appSecret, aesKey } = TEST_APP;
const PATH = '/pay_api/order_query';
const CONTENT = { out_trade_no: 'A/1' };
const AT = new Date('2026-11-28T04:00:00Z');
const PROFILES = ['v2', 'v2-sm'] as const;

const vault = openVault(Buffer.alloc(32));
let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
  await insertSchool(created.database, { schoolId: 's', name: '学校' }, AT);
  await insertApp(created.database, vault, { ...TEST_APP, schoolId: 's', name: '应用' }, AT);
});
afterAll(() => created.drop());

const sealed = (profile: StrongProfile = 'v2', path = PATH) =>
  sealStrongRequest(profile, TEST_APP, path, CONTENT, AT);

function pasted({ headers, body }: Pick<SignedMessage, 'headers' | 'body'>, line = ''): string {
  const head = Object.entries(headers).map(([name, value]) => `${name.toUpperCase()}: ${value}`);
  return [...(line === '' ? [] : [line]), ...head, '', body].join('\r\n');
}

const debug = (body: string, interfaceName?: string) =>
  debugRequest({ db: created.database, apps: appDirectory(created.database, vault) }, 'all', {
    body,
    interfaceName,
  });

/** The steps that failed, with what was found at each. */
async function failures(body: string, interfaceName: string | undefined = 'order_query') {
  const steps = await debug(body, interfaceName);
  return steps
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ step, findings }) => [step, ...findings.map(({ mistake }) => mistake)]);
}

test.each(
  PROFILES.flatMap((profile) => [
    [profile, 'with its interface', '', 'order_query'] as const,
    [
      profile,
      'below its request line',
      'POST https://a.example/x/PAY_API//order_query.html HTTP/1.1',
      undefined,
    ] as const,
    [profile, 'of which only the headers are known', '', undefined] as const,
  ]),
)('a good request in %s passes %s', async (profile, _how, line, interfaceName) => {
  const steps = await debug(pasted(sealed(profile), line), interfaceName);
  expect(steps.map(({ outcome }) => outcome)).toEqual(Array(7).fill('passed'));
  expect(steps[0]?.findings).toMatchObject([{ mistake: 'sent_at', detail: '2026-11-28 12:00:00' }]);
});

/** The same request signed otherwise. */
function signedBy(
  { headers, body }: SignedMessage,
  sign: (binding: Binding, digest: string, key: Buffer) => { key?: string | Buffer; text?: string },
): string {
  const profile = headers[HEADER.profile] as StrongProfile;
  const [timestamp = '', nonce = ''] = [headers[HEADER.timestamp], headers[HEADER.nonce]];
  const binding: Binding = { kind: 'request', profile, appId, path: PATH, timestamp, nonce };
  const digest = hashOf(profile, body);
  const right = derivedKey(profile, TEST_APP, 'signature');
  const { key = right, text = `${bindingText(binding)}\n${digest}` } = sign(binding, digest, right);
  const signature = createHmac(HASH[profile], key).update(text).digest('base64');
  return pasted({ headers: { ...headers, [HEADER.signature]: signature }, body });
}

function hashOf(profile: StrongProfile, text: string): string {
  return createHash(HASH[profile]).update(text).digest('hex');
}

test.each(
  PROFILES.flatMap((profile) => {
    const other = profile === 'v2' ? 'v2-sm' : 'v2';
    const bound = (change: Partial<Binding>) => (binding: Binding, digest: string) => ({
      text: `${bindingText({ ...binding, ...change })}\n${digest}`,
    });
    return [
      [profile, 'key_underived', () => ({ key: appSecret })] as const,
      [profile, 'key_underived', () => ({ key: aesKey })] as const,
      [profile, 'key_of_other_use', () => ({ key: derivedKey(profile, TEST_APP, 'encryption') })] as const,
      [profile, 'profile_other', bound({ profile: other })] as const,
      [profile, 'kind_other', bound({ kind: 'response' })] as const,
      [profile, 'signed_for_other_path', bound({ path: '/pay_api/order_create' })] as const,
      [profile, 'path_form', bound({ path: 'order_query' })] as const,
      [profile, 'path_form', bound({ path: `${PATH}/` })] as const,
      [
        profile,
        'body_digest_form',
        (binding: Binding, digest: string) => ({ text: `${bindingText(binding)}\n${digest.toUpperCase()}` }),
      ] as const,
      [
        profile,
        'text_joined_wrong',
        (binding: Binding, digest: string) => ({ text: `${bindingText(binding)}\n${digest}\n` }),
      ] as const,
      [profile, 'strong_unexplained', () => ({ key: 'of another app' })] as const,
    ];
  }),
)('in %s a signature is found to be %s', async (profile, mistake, sign) => {
  expect(await failures(signedBy(sealed(profile), sign))).toEqual([['signature', mistake]]);
});

test.each(PROFILES)('in %s a body that was changed after signing is reported', async (profile) => {
  const message = sealed(profile);
  const body = JSON.stringify(JSON.parse(message.body), null, 2);
  expect(await failures(pasted({ headers: message.headers, body }))).toEqual([['signature', 'body_changed']]);
});

test.each([
  ['no nonce', { [HEADER.nonce]: '' }, [['body', 'header_missing']]],
  ['a short nonce', { [HEADER.nonce]: 'short' }, [['body', 'header_form']]],
  ['milliseconds', { [HEADER.timestamp]: '1790000000000' }, [['body', 'timestamp_in_ms']]],
  ['a hex signature', { [HEADER.signature]: 'ab'.repeat(32) }, [['body', 'signature_encoding']]],
  ['another app', { [HEADER.appId]: 'nobody' }, [['app', 'app_unknown']]],
])('%s in the headers is reported', async (_what, headers, found) => {
  const message = sealed();
  expect(await failures(pasted({ headers: { ...message.headers, ...headers }, body: message.body }))).toEqual(
    found,
  );
});

test('a body without a param, and one encrypted for another message, are reported', async () => {
  const { headers } = sealed();
  expect(await failures(pasted({ headers, body: '{"param":1}' }))).toEqual([['body', 'param_missing']]);
  const message = { headers, body: sealed().body };
  expect(await failures(signedBy(message, () => ({})))).toEqual([['decryption', 'strong_decryption']]);
  const notBase64 = { headers, body: '{"param":"a-b"}' };
  expect(await failures(signedBy(notBase64, () => ({})))).toEqual([['base64', 'base64_url_safe']]);
});

test('nothing is said of a request with another app’s keys, nor any secret', async () => {
  const wrong = signedBy(sealed(), () => ({ key: 'x' }));
  const told = JSON.stringify(await debug(wrong));
  for (const secret of [appSecret, aesKey, CONTENT.out_trade_no]) expect(told).not.toContain(secret);
});
