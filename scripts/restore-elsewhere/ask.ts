import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { emulatedWechat } from '../../server/test/helpers/channels/emulated-wechat.ts';
import { partnerOf } from '../../server/test/helpers/partner/partner.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';

/**
 * A partner and payers of a machine, run in its network: `ask.ts live N` takes N orders, pays two of three and refunds a part of every
 * third; `ask.ts compare FILE` asks for what an earlier one printed, and refunds the rest of a paid one. Prints JSON.
 */
export interface Lived {
  readonly outTradeNo: string;
  readonly orderId: string;
  /** As the interface has it: 1 open, 2 paid. */
  readonly status: string;
  /** The number of a refund of 40 of the order's 100 fen. */
  readonly refundId: string | undefined;
}

const URL = 'http://127.0.0.1:8080';
const wechat = emulatedWechat('http://127.0.0.1:8081');
const partner = partnerOf(URL, 'http://127.0.0.1:9/');
const [, , what, given = ''] = argv;

if (what === 'live') {
  const lived: Lived[] = [];
  for (let number = 0; number < Number(given); number += 1) lived.push(await live(number));
  console.log(JSON.stringify(lived));
} else {
  const lived = JSON.parse(readFileSync(given, 'utf8')) as Lived[];
  console.log(JSON.stringify(await compare(lived)));
}

async function live(number: number): Promise<Lived> {
  const order = await partner.order();
  if (number % 3 !== 0) await pay(order);
  const refundId = number % 3 === 1 ? await refund(order.outTradeNo, 40) : undefined;
  return { ...order, refundId, status: await statusOf(order) };
}

/** Every difference, in words; then the rest of the first refunded order goes back too, on money that the other machine took. */
async function compare(lived: readonly Lived[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const order of lived) {
    const { code, content } = await partner.call('order_query', { out_trade_no: order.outTradeNo });
    if (code !== 0) wrong.push(`${order.outTradeNo} is lost`);
    else if (content.order_id !== order.orderId || content.status !== order.status)
      wrong.push(`${order.outTradeNo} was ${order.status} and is ${content.status}`);
  }
  const refunded = lived.find(({ refundId }) => refundId !== undefined);
  if (refunded) {
    const tooMuch = await partner.call('order_refund', {
      out_trade_no: refunded.outTradeNo,
      refund_fee: '61',
    });
    if (tooMuch.code === 0) wrong.push(`${refunded.outTradeNo}: more was refunded than was paid`);
    await refund(refunded.outTradeNo, 60);
  }
  return wrong;
}

async function pay(order: { outTradeNo: string; orderId: string }): Promise<void> {
  const answer = await fetch(`${URL}/cashier-api/orders/${order.orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
  });
  const { payment } = (await answer.json()) as { payment: { codeUrl: string } };
  await wechat.pay({ code_url: payment.codeUrl });
  await waitFor(async () => (await statusOf(order)) === '2', { what: `${order.outTradeNo} to be paid` });
}

async function statusOf({ outTradeNo }: { outTradeNo: string }): Promise<string> {
  return String((await partner.call('order_query', { out_trade_no: outTradeNo })).content.status);
}

/** @param amount fen */
async function refund(outTradeNo: string, amount: number): Promise<string> {
  const param = {
    out_trade_no: outTradeNo,
    refund_fee: String(amount),
    out_refund_no: `${outTradeNo.slice(0, 20)}-${amount}`,
  };
  const { code, content, message } = await partner.call('order_refund', param);
  if (code !== 0) throw new Error(`order_refund: ${code} ${message}`);
  return String(content.refund_id);
}
