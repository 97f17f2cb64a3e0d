/** Why a call was refused, and what to do about it, in Chinese and in English. */
interface Reason {
  /** What the gateway's message looks like; undefined: the message does not tell this one. */
  readonly says?: RegExp;
  readonly cure: string;
  readonly cureEn: string;
}

const RETRY = {
  cure: '稍候用相同的单号和参数重试',
  cureEn: 'Wait a little, then repeat the same call with the same numbers',
};
const SCHOOL = { cure: '联系学校', cureEn: 'Talk to the school' };

/**
 * Refusals (`ret_code` -1 and -3) by what the message says: a test holds them to the list of docs/interfaces.md. The wire has
 * no code of its own; a message that is not here has the code `refused`.
 */
const REFUSALS = {
  app_frozen: { says: /^账号已被冻结$/, ...SCHOOL },
  version_too_old: {
    says: /^该应用只接受第二版协议/,
    cure: "创建客户端时传 profile: 'v2'",
    cureEn: "Pass profile: 'v2' to createClient",
  },
  source_not_allowed: {
    says: /^来源地址 .+ 不在学校允许的范围内$/,
    cure: '把说明中的出口地址报给学校，加入允许的来源地址',
    cureEn: 'Give the school the address in the message, to be added to the allowed ones',
  },
  param_reused: {
    says: /^该 param 已用于 /,
    cure: '不要为两个接口发送同一密文；使用本 SDK 时在内容中加任意字段即可',
    cureEn: 'Do not send one ciphertext to two interfaces; any additional field makes another one',
  },
  channel_declined: {
    says: /^支付渠道拒绝：/,
    cure: '按渠道的说明处理；小程序订单已关闭，修正后用新的 out_trade_no 下单',
    cureEn:
      'Do what the channel says; a mini-program’s order is closed: create another with a new out_trade_no',
  },
  channel_unknown: { says: /^支付渠道暂未答复/, ...RETRY },
  channel_busy: { says: /^支付渠道繁忙/, ...RETRY },
  payer_not_bound: {
    says: /^该用户尚未绑定身份$/,
    cure: '请付款人打开 {平台地址}/bind/{appid} 绑定本人',
    cureEn: 'Have the payer open {gateway}/bind/{appid}',
  },
  person_not_found: {
    says: /^用户不存在$/,
    cure: '核对学工号；名册由学校维护',
    cureEn: 'Check the number; the school keeps the roster',
  },
  person_frozen: { says: /^用户身份已被冻结$/, ...SCHOOL },
  card_not_offered: { says: /^学校未开通电子校园卡$/, ...SCHOOL },
  card_not_issued: {
    says: /^该用户尚未领取电子校园卡$/,
    cure: '请本人先在支付宝领取校园卡',
    cureEn: 'The person must first take the campus card in Alipay',
  },
  card_link_refused: { says: /^校园卡跳转地址未通过校验/, ...SCHOOL },
  order_not_found: {
    says: /^订单不存在$/,
    cure: '核对 out_trade_no 和 appId；正式与测试环境的订单互不相通',
    cureEn: 'Check out_trade_no and appId; test and production know different orders',
  },
  order_paid: {
    says: /^订单已支付$/,
    cure: '按已支付处理：先 orderQuery 确认；要退钱请用 orderRefund',
    cureEn: 'Treat it as paid: confirm by orderQuery; to give the money back, orderRefund',
  },
  order_not_paid: {
    says: /^订单未支付$/,
    cure: '等收到支付通知或 orderQuery 的 status 为 2 之后再操作',
    cureEn: 'Wait for the notification, or for status 2 from orderQuery',
  },
  order_closed: {
    says: /^订单(已取消|已过期|支付失败，已关闭)$/,
    cure: '用新的 out_trade_no 重新下单',
    cureEn: 'Create a new order with a new out_trade_no',
  },
  order_closing: { says: /^订单正在关闭/, ...RETRY },
  refund_not_found: {
    says: /^退款不存在$/,
    cure: '核对 out_refund_no、refund_id；没有到达的退款，用相同的 out_refund_no 再次提交',
    cureEn:
      'Check out_refund_no and refund_id; ask for one that never arrived again, with the same out_refund_no',
  },
  refund_day_exceeded: {
    says: /^超过该应用每日退款限额/,
    cure: '明日再退，或请学校调高限额',
    cureEn: 'Refund tomorrow, or ask the school for a higher limit',
  },
  order_refunded: {
    says: /^订单已全额退款$/,
    cure: '无需再退或开票；用 refundQuery 核对',
    cureEn: 'Nothing is left to refund or to invoice; see refundQuery',
  },
  invoice_not_found: {
    says: /^该订单尚未申请票据$/,
    cure: '先调用 piaojuCreate',
    cureEn: 'Call piaojuCreate first',
  },
  invoice_not_issued: {
    says: /^该订单没有已开具的票据$/,
    cure: '等 piaojuQuery 的 status 为 2',
    cureEn: 'Wait for status 2 from piaojuQuery',
  },
  invoice_terms_differ: {
    says: /与该订单已申请的票据不一致$/,
    cure: '内容以首次申请为准；开票失败或红冲之后才能更改',
    cureEn: 'The first request counts; it can be changed after a failure or a reversal',
  },
  channel_not_enabled: {
    says: /^未开通/,
    cure: '换一个 pay_type，或请学校开通',
    cureEn: 'Take another pay_type, or ask the school to enable it',
  },
  mini_program_off: { says: /^暂不支持.+小程序支付$/, ...SCHOOL },
  payment_preparing: { says: /^支付正在准备/, ...RETRY },
  payment_in_doubt: {
    says: /^正在确认上一笔支付的结果/,
    cure: '不要再次付款；稍候用 orderQuery 查询',
    cureEn: 'Do not pay again; ask orderQuery in a moment',
  },
  refund_exceeds: {
    says: /^refund_fee 超过可退款金额/,
    cure: '退款金额不超过说明中的剩余可退金额；用 refundQuery 核对已退部分',
    cureEn: 'Refund at most what the message says is left; refundQuery lists what went back',
  },
  refund_declined: {
    says: /^退款失败：/,
    cure: '按渠道的说明处理（如商户余额不足需充值），再用新的 out_refund_no 退款',
    cureEn: 'Do what the channel says (such as topping up the balance), then refund with a new out_refund_no',
  },
  refund_unknown: {
    says: /^退款处理中/,
    cure: '不要换单号再退；用 refundQuery 查询，或用相同的 out_refund_no 重试',
    cureEn: 'Do not refund under another number; ask refundQuery, or repeat with the same out_refund_no',
  },
  refused: { cure: '按说明处理', cureEn: 'Do what the message says' },
} as const satisfies Record<string, Reason>;

/** `ret_code` -2: nothing happened. The message begins with the name of a field. */
const MISTAKES = {
  app_unknown: {
    says: /^id 不存在/,
    cure: '核对 appId，以及 baseUrl 是测试还是正式环境',
    cureEn: 'Check appId, and whether baseUrl is the test or the production gateway',
  },
  signature_wrong: {
    says: /^sign |^请求未通过验证/,
    cure: '核对 appSecret；可运行 zhixiao-pay doctor',
    cureEn: 'Check appSecret; zhixiao-pay doctor tells more',
  },
  param_undecryptable: {
    says: /^(param 解密失败|说明无法解密)/,
    cure: '核对 aesKey 与 cipher（aes-256-cbc 或 aes-128-cbc）',
    cureEn: 'Check aesKey and cipher (aes-256-cbc or aes-128-cbc)',
  },
  terms_differ: {
    says: / 与该订单号首次下单时不一致$/,
    cure: '同一 out_trade_no 须与首次相同；内容有变请用新单号',
    cureEn: 'One out_trade_no has one set of terms; with others, take a new number',
  },
  refund_terms_differ: {
    says: / 与该退款单号首次退款时不一致$/,
    cure: '该 out_refund_no 已用于另一笔退款，请用新单号',
    cureEn: 'This out_refund_no is of another refund; take a new number',
  },
  field_wrong: { cure: '按说明修正 field 所指的参数', cureEn: 'Correct the parameter that field names' },
} as const satisfies Record<string, Reason>;

const OTHERS = {
  answer_untrusted: {
    cure: '核对 appSecret、aesKey、cipher 和 baseUrl；学校更换密钥之后须用新的；可运行 zhixiao-pay doctor',
    cureEn:
      'Check appSecret, aesKey, cipher and baseUrl, or run zhixiao-pay doctor; after the school changed them, use the new keys',
  },
  unknown_outcome: {
    cure: '请查询，或用相同的单号和参数重试；不要当作失败',
    cureEn: 'Query, or repeat with the same numbers and parameters; do not take it for a failure',
  },
  notification_untrusted: {
    cure: '不要应答 success；若确为平台所发，核对 appId、appSecret、aesKey、profile',
    cureEn: 'Do not answer success; if the gateway did send it, check appId, appSecret, aesKey, profile',
  },
} as const satisfies Record<string, Reason>;

const REASONS = { ...REFUSALS, ...MISTAKES, ...OTHERS };

/** What went wrong, for programs. */
export type ErrorCode = keyof typeof REASONS;

/** The code of a signed refusal. */
export function codeOf(retCode: number, message: string): ErrorCode {
  const table: Readonly<Record<string, Reason>> = retCode === -2 ? MISTAKES : REFUSALS;
  const found = Object.entries(table).find(([, { says }]) => says?.test(message));
  return (found?.[0] as ErrorCode | undefined) ?? (retCode === -2 ? 'field_wrong' : 'refused');
}

/** The code of an answer that nobody signed: some say in plain words why the gateway could not sign. */
export function unsignedCodeOf(message: string): ErrorCode {
  const code = codeOf(-2, message);
  return code === 'app_unknown' || code === 'signature_wrong' ? code : 'unknown_outcome';
}

/** What to do next. */
export function cureOf(code: ErrorCode, language: 'zh' | 'en'): string {
  const { cure, cureEn } = REASONS[code];
  return language === 'zh' ? cure : cureEn;
}
