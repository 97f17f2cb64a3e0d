import type { Fields, Rule } from './parameters.ts';

const AMOUNT_MAX = 2 ** 31 - 1;

const text = (max: number) => ({ type: 'string', max }) as const;
/** Ids of merchants and apps. */
export const TEXT_32 = text(32);
const required = <R extends Rule>(rule: R) => ({ ...rule, required: true }) as const;

/** A payer under one appid. */
export const OPENID = {
  type: 'string',
  max: 128,
  pattern: /^o[\w-]{27}$/,
  issue: '无效的openid',
} as const;

/** https and public; the sandbox also takes http on this very machine. Never with a query. */
const NOTIFY_URL = {
  type: 'string',
  max: 255,
  pattern: /^(?:https:\/\/[^?#\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/[^?#\s]*)$/,
  issue: '通知地址必须是不带参数的https地址',
} as const;

const DETAIL: Rule = {
  type: 'object',
  fields: {
    cost_price: { type: 'integer', min: 0, max: AMOUNT_MAX },
    invoice_id: text(32),
    goods_detail: {
      type: 'list',
      max: 6000,
      of: {
        type: 'object',
        fields: {
          merchant_goods_id: required(text(32)),
          wechatpay_goods_id: text(32),
          goods_name: text(256),
          quantity: required({ type: 'integer', min: 1, max: AMOUNT_MAX }),
          unit_price: required({ type: 'integer', min: 0, max: AMOUNT_MAX }),
        },
      },
    },
  },
};

const SCENE: Fields = {
  payer_client_ip: required(text(45)),
  device_id: text(32),
  store_info: {
    type: 'object',
    fields: { id: required(text(32)), name: text(256), area_code: text(32), address: text(512) },
  },
};

/** Orders of every kind; `total` in fen. */
const ORDER: Fields = {
  appid: required(text(32)),
  mchid: required(text(32)),
  description: required({
    type: 'string',
    max: 127,
    pattern: /^[^\u{10000}-\u{10ffff}]*$/u,
    issue: '不能含有四字节的字符',
  }),
  out_trade_no: required({ type: 'string', min: 6, max: 32, pattern: /^[0-9A-Za-z_\-|*]+$/ }),
  time_expire: text(64),
  attach: text(128),
  notify_url: required(NOTIFY_URL),
  goods_tag: text(32),
  support_fapiao: { type: 'boolean' },
  amount: required({
    type: 'object',
    fields: {
      total: required({ type: 'integer', min: 1, max: AMOUNT_MAX }),
      currency: { type: 'string', max: 16, pattern: /^CNY$/, issue: '仅支持CNY' },
    },
  }),
  detail: DETAIL,
  scene_info: { type: 'object', fields: SCENE },
  settle_info: { type: 'object', fields: { profit_sharing: { type: 'boolean' } } },
};

export const ORDER_FIELDS = {
  NATIVE: ORDER,
  APP: ORDER,
  JSAPI: {
    ...ORDER,
    payer: required({
      type: 'object',
      fields: {
        openid: required(OPENID),
      },
    }),
  },
  MWEB: {
    ...ORDER,
    scene_info: required({
      type: 'object',
      fields: {
        ...SCENE,
        h5_info: required({
          type: 'object',
          fields: {
            type: required(text(32)),
            app_name: text(64),
            app_url: text(128),
            bundle_id: text(128),
            package_name: text(128),
          },
        }),
      },
    }),
  },
} as const satisfies Record<string, Fields>;

/** The body of an order that passed `ORDER_FIELDS`. */
export interface OrderRequest {
  readonly appid: string;
  readonly mchid: string;
  readonly description: string;
  readonly out_trade_no: string;
  readonly time_expire?: string;
  readonly attach?: string;
  readonly notify_url: string;
  readonly amount: { readonly total: number };
  readonly payer?: { readonly openid: string };
}

const FEN: Rule = { type: 'integer', min: 1, max: AMOUNT_MAX };

export const REFUND_FIELDS: Fields = {
  sub_mchid: TEXT_32,
  transaction_id: text(32),
  out_trade_no: { type: 'string', min: 6, max: 32 },
  out_refund_no: required({ type: 'string', max: 64, pattern: /^[0-9A-Za-z_\-|*@]+$/ }),
  reason: text(80),
  notify_url: NOTIFY_URL,
  funds_account: { type: 'string', max: 32, pattern: /^(?:AVAILABLE|UNSETTLED)$/ },
  amount: required({
    type: 'object',
    fields: {
      refund: required(FEN),
      total: required(FEN),
      currency: required({ type: 'string', max: 16, pattern: /^CNY$/, issue: '仅支持CNY' }),
      from: {
        type: 'list',
        max: 2,
        of: {
          type: 'object',
          fields: {
            account: required({ type: 'string', max: 32, pattern: /^(?:AVAILABLE|UNAVAILABLE)$/ }),
            amount: required(FEN),
          },
        },
      },
    },
  }),
  goods_detail: {
    type: 'list',
    max: 6000,
    of: {
      type: 'object',
      fields: {
        merchant_goods_id: required(text(32)),
        wechatpay_goods_id: text(32),
        goods_name: text(256),
        unit_price: required(FEN),
        refund_amount: required(FEN),
        refund_quantity: required(FEN),
      },
    },
  },
};

/** The body of a refund that passed `REFUND_FIELDS`. */
export interface RefundRequest {
  readonly sub_mchid?: string;
  readonly transaction_id?: string;
  readonly out_trade_no?: string;
  readonly out_refund_no: string;
  readonly notify_url?: string;
  readonly amount: { readonly refund: number; readonly total: number };
}
