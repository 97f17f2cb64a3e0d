import { createCipheriv, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveChannelAccount } from '@zhixiao/server/channels/account-store';
import { openVault } from '@zhixiao/server/lib/vault';
import { type Finding, ratio } from './finding.ts';
import { generate } from './generate.ts';
import type { Options } from './options.ts';
import { cpuMicros, treeMicros } from './processes.ts';
import { httpRequest } from './requests.ts';
import { interleaved } from './rounds.ts';
import { type Stand, startProcess } from './stand.ts';

const ECHO_PORT = 18_090;
const CONNECTIONS = 16;
const ACCOUNT = 'bench-wechat';
const MERCHANT_ID = '1900009999';
const APP_ID = 'wx00000000000bench';
const API_V3_KEY = 'k'.repeat(32);
const PLATFORM_KEY_ID = 'PUB_KEY_ID_0100000000000000000000000000';
/** More than one run can send. */
const CALLBACKS_PER_SECOND = 2_500;

/**
 * Payment callbacks, really encrypted and signed: each is verified, kept as evidence, and books a payment with
 * its ledger entries and its notification. Nobody offers the same to compare with: beside it stands the bare
 * HTTP server.
 */
export async function callbackScenario(stand: Stand, options: Options): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const server = await stand.startServer('api');
  stack.defer(() => server.stop());
  const bare = await startProcess([join(import.meta.dirname, 'echo.ts'), String(ECHO_PORT)], 'ready');
  stack.defer(() => bare.stop());
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await saveAccount(stand, platform.publicKey);
  let run = 0;
  const results = await interleaved(
    [
      {
        name: 'payment callback',
        async run() {
          run += 1;
          const file = await prepare(stand, platform.privateKey, run, options.seconds * CALLBACKS_PER_SECOND);
          const before = { server: cpuMicros(server.pid), postgres: treeMicros(stand.postmaster) };
          const { seconds } = options;
          const result = await generate({
            port: stand.port,
            kind: 'callback',
            connections: CONNECTIONS,
            seconds,
            file,
          });
          const { rate, count, p50, p99 } = result;
          return {
            rate,
            details: {
              'p50 ms': p50,
              'p99 ms': p99,
              'server µs': (cpuMicros(server.pid) - before.server) / count,
              'postgres µs': (treeMicros(stand.postmaster) - before.postgres) / count,
            },
          };
        },
      },
      {
        name: 'bare node:http',
        run: () =>
          generate({ port: ECHO_PORT, kind: 'echo', connections: CONNECTIONS, seconds: options.seconds }),
      },
    ],
    options.rounds,
  );
  const value = ratio(results, 'payment callback', 'bare node:http');
  const goal = { what: 'payment callback ÷ bare node:http', value, goal: 0, direction: 'at_least' as const };
  return [{ scenario: `payment callback, ${CONNECTIONS} connections`, results, goals: [goal] }];
}

async function saveAccount(stand: Stand, platformKey: KeyObject): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = {
    channelAccountId: ACCOUNT,
    channel: 'wechat' as const,
    schoolId: '10086',
    appId: 'partner1',
    settings: {
      merchantId: MERCHANT_ID,
      appId: APP_ID,
      merchantSerial: 'A'.repeat(40),
      platformKeyId: PLATFORM_KEY_ID,
      platformKeys: { [PLATFORM_KEY_ID]: platformKey.export({ type: 'spki', format: 'pem' }).toString() },
    },
    secrets: {
      apiV3Key: API_V3_KEY,
      merchantPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
  await saveChannelAccount(stand.db, openVault(stand.masterKey), account, new Date());
}

/** Pending orders with a pending payment each, and a file of the callbacks that say they are paid. */
async function prepare(stand: Stand, key: KeyObject, run: number, count: number): Promise<string> {
  const base = 3_000_000_000_000_000_000n + BigInt(run) * 1_000_000n;
  await stand.db.query({
    text: `with number as (select $1::bigint + n as id from generate_series(0, $2::int - 1) n),
           pending as (
             insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, created_at, expires_at,
                                 due_at)
             select 'partner1', id, id::text, '电费', 100, 'https://partner.example.com/notify', now(),
                    now() + interval '1 h', now() + interval '1 h' from number returning app_id, order_id)
           insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_fee, status,
                                 request, created_at, expires_at, due_at)
           select app_id, order_id, order_id, 'wechat', 'native', $3, 100, 'pending', '', now(),
                  now() + interval '1 h', now() + interval '1 h' from pending`,
    values: [base.toString(), count, ACCOUNT],
  });
  await stand.db.query({ text: 'vacuum analyze orders, payments' });
  const file = join(stand.dataDir, `callbacks-${run}.ndjson`);
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify(callback(key, (base + BigInt(n)).toString()).toString()),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function callback(key: KeyObject, paymentNo: string): Buffer {
  const content = JSON.stringify({
    appid: APP_ID,
    mchid: MERCHANT_ID,
    out_trade_no: paymentNo,
    transaction_id: `42000${paymentNo}`,
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    success_time: '2026-11-23T10:00:00+08:00',
    payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    amount: { total: 100, currency: 'CNY' },
  });
  const nonce = randomBytes(6).toString('hex');
  const aes = createCipheriv('aes-256-gcm', Buffer.from(API_V3_KEY), Buffer.from(nonce));
  aes.setAAD(Buffer.from('transaction'));
  const sealed = Buffer.concat([aes.update(content, 'utf8'), aes.final(), aes.getAuthTag()]);
  const body = JSON.stringify({
    id: `EV-${paymentNo}`,
    event_type: 'TRANSACTION.SUCCESS',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data: 'transaction',
      ciphertext: sealed.toString('base64'),
    },
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key);
  return httpRequest(`/channel/wechat/${ACCOUNT}`, body, {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': PLATFORM_KEY_ID,
    'wechatpay-signature': signature.toString('base64'),
  });
}
