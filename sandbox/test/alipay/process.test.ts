import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/launch.ts';
import {
  APP_ID,
  APP_PUBLIC_KEY,
  isProven,
  SELLER_ID,
  send,
  signedRequest,
} from '../helpers/alipay-merchant.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { callAdmin } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/wait-for.ts';

test('a kill loses nothing: keys, trades, codes, refunds under way, open notices', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await using receiver = await startReceiver();
  receiver.answerWith(500);
  const first = await startSandbox({ dataDir });
  const registered = await callAdmin(first.url, 'PUT', `/alipay/apps/${APP_ID}`, {
    seller_id: SELLER_ID,
    public_key_pem: APP_PUBLIC_KEY,
    refund_delay_ms: 600_000,
  });
  const ask = (url: string, method: string, content: object) =>
    send(url, signedRequest(method, content, { notify_url: receiver.url }));
  const terms = { total_amount: '1.00', subject: '学费' };
  const made = await ask(first.url, 'alipay.trade.precreate', { ...terms, out_trade_no: 'RESTART1' });
  const other = await ask(first.url, 'alipay.trade.precreate', { ...terms, out_trade_no: 'RESTART2' });
  await callAdmin(first.url, 'POST', '/alipay/pay', { code_url: made.content.qr_code });
  await waitFor('the first attempt', () => receiver.received.length === 1);
  const refund = { out_trade_no: 'RESTART1', refund_amount: '0.40', out_request_no: 'R1' };
  await ask(first.url, 'alipay.trade.refund', refund);
  first.process.kill('SIGKILL');
  await waitFor('the end', () => first.process.signalCode);

  const second = await startSandbox({ dataDir });
  const key = String(registered.content.alipay_public_key_pem);
  const query = await ask(second.url, 'alipay.trade.query', { out_trade_no: 'RESTART1' });
  expect([query.content.trade_status, isProven(query, key)]).toEqual(['TRADE_SUCCESS', true]);
  receiver.answerWith(200, 'success');
  await callAdmin(second.url, 'POST', '/clock', { advance_ms: 600_000 });
  await waitFor('the second attempt and the refund', () => receiver.received.length === 3);
  const { content } = await callAdmin(second.url, 'GET', '/alipay/trades/RESTART1');
  expect(content.refunds).toEqual([{ out_request_no: 'R1', amount: 40, status: 'SUCCESS' }]);
  const code = String(other.content.qr_code);
  const paid = await callAdmin(second.url, 'POST', '/alipay/pay', { code_url: code });
  expect(paid.content).toMatchObject({ trade_state: 'SUCCESS', paid: true });
  await second.stop();
  await rm(dataDir, { recursive: true });
});
