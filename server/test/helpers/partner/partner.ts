import { randomUUID } from 'node:crypto';
import {
  type AppKeys,
  isResponseSignedBy,
  openResponse,
  type SealedResponse,
  sealRequest,
} from '@zhixiao/protocol/envelope';
import { TEST_APP } from '../../../src/sandbox/seed.ts';
import { ask } from '../ask.ts';

/** A decrypted answer: `content` is the JSON of a success, `message` the text of a refusal or of a success in words. */
export interface PartnerAnswer {
  readonly code: number;
  readonly content: Record<string, unknown>;
  readonly message: string;
}

/** A partner system as the document describes it, speaking over real HTTP. */
export interface Partner {
  readonly keys: AppKeys;
  call(name: string, param: object): Promise<PartnerAnswer>;
  /** Creates an order that can be paid; answers its numbers. */
  order(terms?: Record<string, unknown>): Promise<{ outTradeNo: string; orderId: string; url: string }>;
}

export function partnerOf(gatewayUrl: string, notifyUrl: string, keys: AppKeys = TEST_APP): Partner {
  const call = async (name: string, param: object) => {
    const { text } = await ask(`${gatewayUrl}/pay_api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: new URLSearchParams({ ...sealRequest(keys, param) }).toString(),
    });
    return readAnswer(keys, JSON.parse(text) as SealedResponse);
  };
  return {
    keys,
    call,
    async order(terms = {}) {
      const answer = await call('order_create', orderTerms(notifyUrl, terms));
      if (answer.code !== 0) throw new Error(`order_create: ${answer.code} ${answer.message}`);
      const { out_trade_no, order_id, url } = answer.content;
      return { outTradeNo: String(out_trade_no), orderId: String(order_id), url: String(url) };
    },
  };
}

/** Valid terms of a new order, overridden by `terms`. */
export function orderTerms(notifyUrl: string, terms: Record<string, unknown> = {}): Record<string, unknown> {
  return { body: '宿舍电费', out_trade_no: randomUUID(), total_fee: '100', notify_url: notifyUrl, ...terms };
}

/** Checks the answer's signature and decrypts it; an unsigned one carries its message in plain. */
export function readAnswer(keys: AppKeys, response: SealedResponse): PartnerAnswer {
  if (response.sign === '') return { code: response.ret_code, content: {}, message: response.ret_content };
  if (!isResponseSignedBy(keys, response)) throw new Error('the answer is not signed by the gateway');
  const text = openResponse(keys, response);
  if (response.ret_code !== 0) return { code: response.ret_code, content: {}, message: text };
  // 2.8 answers in plain words
  if (!text.startsWith('{')) return { code: 0, content: {}, message: text };
  return { code: 0, content: JSON.parse(text) as Record<string, unknown>, message: '' };
}
