import { randomBytes } from 'node:crypto';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms } from '../helpers/partner/partner.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ role: 'api' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const TAMPERED = 10_000;
const CONCURRENCY = 16;
/** Who is wrong thirty times in a minute is made to wait, which is not what is tried here. */
const ADDRESSES = 500;

test('ten thousand tampered ciphertexts have one answer', async () => {
  const { id, param, sign } = sealRequest(TEST_APP, orderTerms('http://127.0.0.1:9/'));
  const bytes = Buffer.from(param, 'base64');
  const answers = new Set<string>();
  let left = TAMPERED;
  const work = async () => {
    for (left -= 1; left >= 0; left -= 1) {
      const response = await gateway.app.server.inject({
        method: 'POST',
        url: '/pay_api/order_create',
        remoteAddress: `10.9.${left % 2}.${Math.floor(left / 2) % (ADDRESSES / 2)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ id, param: tampered(bytes, left), sign }).toString(),
      });
      const { ret_code, ret_content, sign: answered } = response.json<SealedResponse>();
      answers.add(JSON.stringify([response.statusCode, ret_code, ret_content, answered]));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  expect([...answers]).toHaveLength(1);
  const orders = await gateway.app.core.db.query({ text: 'select 1 from orders' });
  expect(orders).toEqual([]);
});

/** One bit of any block turned, the last block cut or replaced, or something else altogether. */
function tampered(bytes: Buffer, number: number): string {
  const changed = Buffer.from(bytes);
  switch (number % 4) {
    case 0: {
      const bit = Math.floor(number / 4) % (bytes.length * 8);
      const at = Math.floor(bit / 8);
      changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
      return changed.toString('base64');
    }
    case 1:
      randomBytes(16).copy(changed, bytes.length - 16);
      return changed.toString('base64');
    case 2:
      return changed.subarray(0, bytes.length - 1 - (number % (bytes.length - 1))).toString('base64');
    default:
      return randomBytes(16 * (1 + (number % 8))).toString('base64');
  }
}
