import { ORDER_REFUSALS } from './order-refusals.ts';
import { REFUND_REFUSALS } from './refund-refusals.ts';
import type { Remedy } from './remedy.ts';

const CARD = ['user_card'];
const PEOPLE = ['user_identity', 'user_card'];

/** Remedies of what the state of things refuses, by the code of the refusal's row in the server. */
export const REFUSAL_REMEDIES: Readonly<Record<string, Remedy>> = {
  app_frozen: {
    zh: {
      cause: '学校在控制台冻结了该应用。签名正确，但任何接口都不会执行。',
      cure: '联系学校财务或信息中心解冻；解冻之前请停止重试。已支付订单的通知照常发送。',
    },
    en: {
      cause:
        'The school has frozen the app in its console. The signature is right, but no interface is carried out.',
      cure: 'Ask the school to unfreeze the app, and stop retrying until then. Paid orders are still notified.',
    },
  },
  version_too_old: {
    zh: {
      cause: '学校把该应用设为“只接受第二版协议”，而请求用的是第一版（MD5 签名）。',
      cure: '把客户端换成第二版协议（SDK 传 profile: "v2"），或请学校暂时放开。',
    },
    en: {
      cause:
        'The school lets this app use only the second version of the protocol, and the request came in the first (MD5).',
      cure: 'Move the client to the second version (profile: "v2" in the SDK), or ask the school to allow the first for a while.',
    },
  },
  source_not_allowed: {
    zh: {
      cause: '学校为该应用限定了来源地址。说明里的地址，是平台看到的贵方出口地址。',
      cure: '把说明里的地址告诉学校，请其加入允许范围；出口地址不固定时，请改用固定出口或网段。',
    },
    en: {
      cause:
        'The school limits where this app may call from. The message names the address that the gateway saw.',
      cure: 'Give that address to the school to be allowed. If your outgoing address changes, use a fixed one or a network.',
    },
  },
  param_reused: {
    zh: {
      cause: '学校开启了“同一 param 只用于一个接口”，而这个密文已发给过另一个接口，可能是重放。',
      cure: '每次调用都重新加密；内容相同时，可加一个随机字段使密文不同。',
    },
    en: {
      cause:
        'The school allows each param for one interface only, and this ciphertext was sent to another one: it may be a replay.',
      cure: 'Encrypt anew for each call. Where the content is the same, add a random field so that the ciphertext differs.',
    },
  },
  channel_declined: {
    on: ['order_create', 'user_card'],
    zh: {
      cause:
        '微信支付或支付宝明确拒绝了请求，冒号后是渠道的原话，常见的是 openid 与小程序不匹配、商户号未开通该产品。',
      cure: '按渠道的原话处理。小程序订单已因此关闭，修正后请用新的 out_trade_no 下单。',
    },
    en: {
      cause:
        'WeChat Pay or Alipay declined; its own words follow the colon. Often the openid belongs to another mini-program, or the merchant has not enabled the product.',
      cure: 'Do what the channel says. A mini-program’s order is closed by this: create another with a new out_trade_no.',
    },
  },
  channel_unknown: {
    on: ['order_create', 'user_card'],
    zh: {
      cause: '渠道在时限内没有答复，结果未知。',
      cure: '稍候几秒，用完全相同的参数重试：同一 out_trade_no 不会产生第二笔订单。',
    },
    en: {
      cause: 'The channel did not answer in time; the outcome is unknown.',
      cure: 'Wait a few seconds and repeat the call with exactly the same parameters: one out_trade_no never makes a second order.',
    },
  },
  channel_busy: {
    on: ['order_create'],
    zh: {
      cause: '渠道正限制调用频率，小程序支付暂时无法发起。',
      cure: '稍候几秒，用完全相同的参数重试：同一 out_trade_no 不会产生第二笔订单。',
    },
    en: {
      cause: 'The channel limits calls right now, so that a mini-program’s payment could not be started.',
      cure: 'Wait a few seconds and repeat the call with exactly the same parameters: one out_trade_no never makes a second order.',
    },
  },
  payer_not_bound: {
    on: ['user_identity'],
    zh: {
      cause: '这个 uid 没有绑定本校人员，或付款人已自行解除绑定。',
      cure: '请付款人在微信或支付宝中打开绑定页 {平台地址}/bind/{appid} 完成绑定，再查询。',
    },
    en: {
      cause: 'This uid is bound to nobody at the school, or the payer has unlinked it.',
      cure: 'Have the payer open the binding page, {base URL}/bind/{appid}, in WeChat or Alipay, and ask again afterwards.',
    },
  },
  person_not_found: {
    on: CARD,
    zh: {
      cause: '本校名册中没有这个学号（工号），或信息已按规定删除。',
      cure: '核对 user_no；新生入学初期名册可能尚未导入，请联系学校。',
    },
    en: {
      cause: 'The school’s directory has no such number, or the person’s data were erased.',
      cure: 'Check user_no. Early in a term the roster may not be imported yet: ask the school.',
    },
  },
  person_frozen: {
    on: PEOPLE,
    zh: {
      cause: '学校冻结了该人员的身份，例如毕业、离职或挂失。',
      cure: '不要重试；请本人联系学校。',
    },
    en: {
      cause: 'The school has frozen this person: left, graduated, or a card reported as lost.',
      cure: 'Do not retry. The person should ask the school.',
    },
  },
  card_not_offered: {
    on: CARD,
    zh: { cause: '学校没有开通电子校园卡。', cure: '隐藏入口，或联系学校开通。' },
    en: {
      cause: 'The school has no electronic campus card.',
      cure: 'Hide the entrance, or ask the school to offer it.',
    },
  },
  card_not_issued: {
    on: CARD,
    zh: { cause: '本人还没有在支付宝领取校园卡。', cure: '提示本人先在支付宝“校园卡”中领取。' },
    en: {
      cause: 'The person has not taken the card in Alipay yet.',
      cure: 'Tell the person to get it in Alipay first.',
    },
  },
  card_link_refused: {
    on: CARD,
    zh: {
      cause: '学校填写的跳转地址不在允许的支付宝应用之内，平台没有把它交出去。',
      cure: '联系学校，在控制台“名册—校园卡”中更正地址或应用 ID。',
    },
    en: {
      cause:
        'The link that the school entered leads to an Alipay application that is not allowed, and was not given out.',
      cure: 'Ask the school to correct the link or the application ids in the console.',
    },
  },
  ...ORDER_REFUSALS,
  ...REFUND_REFUSALS,
};
