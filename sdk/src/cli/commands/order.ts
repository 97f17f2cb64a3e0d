import type { OrderCreateRequest, Piaoju } from '../../types.ts';
import { type Command, clientOf, given, needed, oneOrTwo, type Run } from '../command.ts';
import { ENVIRONMENT } from '../environment.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { NOTIFY_URL, text } from '../options.ts';

/** Where `listen` is, unless it is told otherwise. */
export const LISTEN_PORT = 4280;

export const ORDER_COMMANDS: readonly Command[] = [
  {
    name: 'order create',
    takes: '',
    says: { zh: '下单（2.1）', en: 'create an order (2.1)' },
    options: {
      fee: text('FEN', '金额，单位分', 'amount in fen'),
      body: text('TEXT', '描述，默认“测试订单”', 'what is paid for'),
      'out-trade-no': text('NO', '您的订单号，默认自动生成', 'your number of the order; made up by default'),
      'notify-url': NOTIFY_URL,
      'return-url': text('URL', '付款后返回的地址', 'where the payer goes afterwards'),
      'pay-type': text('1|2', '1 微信，2 支付宝', '1 WeChat Pay, 2 Alipay'),
      openid: text(
        'ID',
        '小程序付款人，需同时传 --pay-type',
        'the payer in a mini-program; needs --pay-type',
      ),
      'user-no': text('NO', '缴费人学工号', 'number of the person it is for'),
      'user-name': text('NAME', '缴费人姓名', 'name of the person it is for'),
      piaoju: text('JSON', '随单开票', 'an invoice as soon as it is paid'),
    },
    async run(run) {
      const order = await clientOf(run).orderCreate(orderOf(run));
      run.terminal.result(order);
      return EXIT.done;
    },
  },
  {
    name: 'order query',
    takes: 'OUT_TRADE_NO',
    says: {
      zh: '查询订单（2.2）：1 待支付，2 已支付，3 已关闭',
      en: 'how an order stands (2.2): 1 unpaid, 2 paid, 3 closed',
    },
    options: {},
    async run(run) {
      run.terminal.result(await clientOf(run).orderQuery({ out_trade_no: run.words[0] ?? '' }));
      return EXIT.done;
    },
  },
  {
    name: 'order cancel',
    takes: 'OUT_TRADE_NO',
    says: { zh: '取消订单（2.3）', en: 'cancel an order (2.3)' },
    options: {},
    async run(run) {
      run.terminal.result(await clientOf(run).orderCancel({ out_trade_no: run.words[0] ?? '' }));
      return EXIT.done;
    },
  },
  {
    name: 'order refund',
    takes: 'OUT_TRADE_NO',
    says: { zh: '退款（2.4），可部分、可多次', en: 'refund part or all (2.4)' },
    options: {
      fee: text('FEN', '退款金额，单位分', 'amount in fen'),
      'out-refund-no': text(
        'NO',
        '您的退款单号，默认自动生成',
        'your number of the refund; made up by default',
      ),
    },
    async run(run) {
      const refund_fee = needed(run, 'fee');
      const out_refund_no = given(run, 'out-refund-no') ?? `R${newNumber()}`;
      const refund = { out_trade_no: run.words[0] ?? '', refund_fee, out_refund_no };
      // before anything can end this process: under another number it would be a second refund
      run.terminal.warn(`out_refund_no ${out_refund_no}`);
      run.terminal.result(await clientOf(run).orderRefund(refund));
      return EXIT.done;
    },
  },
  {
    name: 'refund query',
    takes: 'OUT_TRADE_NO',
    says: {
      zh: '查询退款（扩展）：1 处理中，2 成功，3 失败',
      en: 'how refunds stand (extension): 1 under way, 2 done, 3 failed',
    },
    options: {
      'out-refund-no': text('NO', '只查这一笔', 'this one alone'),
      'refund-id': text('ID', '只查这一笔', 'this one alone'),
    },
    async run(run) {
      const query = {
        out_trade_no: run.words[0] ?? '',
        out_refund_no: given(run, 'out-refund-no'),
        refund_id: given(run, 'refund-id'),
      };
      run.terminal.result(await clientOf(run).refundQuery(query));
      return EXIT.done;
    },
  },
];

function orderOf(run: Run): OrderCreateRequest {
  const fallback = ENVIRONMENT.ZHIXIAO_NOTIFY_URL || `http://127.0.0.1:${LISTEN_PORT}/notify`;
  return {
    body: given(run, 'body') ?? '测试订单',
    out_trade_no: given(run, 'out-trade-no') ?? newNumber(),
    total_fee: needed(run, 'fee'),
    notify_url: given(run, 'notify-url') ?? fallback,
    return_url: given(run, 'return-url'),
    pay_type: oneOrTwo(run, 'pay-type'),
    openid: given(run, 'openid'),
    user_no: given(run, 'user-no'),
    user_name: given(run, 'user-name'),
    piaoju: piaojuOf(given(run, 'piaoju')),
  };
}

export function newNumber(): string {
  return `CLI${Date.now()}${Math.floor(Math.random() * 900 + 100)}`;
}

function piaojuOf(json: string | undefined): Piaoju | undefined {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as Piaoju;
  } catch {
    throw new CommandError('--piaoju: 不是 JSON / not JSON', EXIT.usage);
  }
}
