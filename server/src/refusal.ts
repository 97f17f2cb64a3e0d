import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { yuanOf } from '@zhixiao/contract/money';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';

/** What the partner interface can refuse, which gives each its `ret_code`, and pages and commands as well. */
export interface PartnerRefusals {
  readonly app_frozen: Record<never, never>;
  readonly terms_differ: { readonly field: string };
  readonly order_not_found: Record<never, never>;
  readonly order_paid: Record<never, never>;
  readonly order_not_paid: Record<never, never>;
  readonly order_closed: { readonly reason: 'cancelled' | 'expired' | 'failed' };
  readonly order_closing: Record<never, never>;
  readonly channel_not_enabled: { readonly channel: ChannelName };
  readonly mini_program_off: { readonly channel: ChannelName };
  readonly channel_declined: { readonly message: string };
  readonly channel_unknown: Record<never, never>;
  readonly payment_preparing: Record<never, never>;
  readonly payment_in_doubt: Record<never, never>;
  readonly refund_exceeds: { readonly refundableFee: number };
  /** Whichever limit it would pass; fen. */
  readonly refund_day_exceeded: { readonly maxFee?: number; readonly maxCount?: number };
  readonly refund_terms_differ: { readonly field: string };
  readonly refund_declined: { readonly message: string };
  readonly refund_unknown: Record<never, never>;
  readonly refund_not_found: Record<never, never>;
  readonly school_not_found: Record<never, never>;
  readonly payer_not_bound: Record<never, never>;
  readonly person_not_found: Record<never, never>;
  readonly person_frozen: Record<never, never>;
  readonly card_not_offered: Record<never, never>;
  readonly card_not_issued: Record<never, never>;
  readonly card_link_refused: Record<never, never>;
  readonly app_not_found: Record<never, never>;
  readonly app_exists: Record<never, never>;
  readonly app_keys_unfit: { readonly field: 'app_id' | 'app_secret' | 'aes_key' };
  readonly app_secret_guessable: { readonly field: 'app_secret' | 'aes_key' };
  readonly app_rules_unfit: { readonly field: 'notify_profile' | 'allowed_networks' };
  readonly source_not_allowed: { readonly address: string };
  /** `first`: the interface it was sent to before. */
  readonly param_reused: { readonly first: string };
  readonly version_too_old: Record<never, never>;
  readonly keys_already_changing: Record<never, never>;
  readonly keys_not_changing: Record<never, never>;
  readonly order_refunded: Record<never, never>;
  readonly invoice_not_found: Record<never, never>;
  readonly invoice_not_issued: Record<never, never>;
  readonly invoice_terms_differ: { readonly field: string };
}

/** What only the cashier, the console and commands refuse: a partner is never answered so. */
export interface OwnRefusals {
  readonly refund_exceeds_waiting: { readonly refundableFee: number; readonly waitingFee: number };
  readonly school_exists: Record<never, never>;
  readonly payer_bound: Record<never, never>;
  readonly person_bound: Record<never, never>;
  readonly bind_mismatch: Record<never, never>;
  readonly bind_too_often: Record<never, never>;
  /** `problem` says it in Chinese, `inEnglish` the same in English. */
  readonly roster_unreadable: { readonly problem: string; readonly inEnglish: string };
  readonly account_not_found: Record<never, never>;
  readonly account_exists: Record<never, never>;
  /** `seal`: what is wrong with its picture, for other languages. */
  readonly account_invalid: { readonly message: string; readonly seal?: string };
  readonly account_merchant_differs: Record<never, never>;
  readonly refund_request_not_found: Record<never, never>;
  readonly refund_request_decided: { readonly status: 'approved' | 'rejected' };
  readonly refund_needs_another_person: Record<never, never>;
  readonly refund_reason_missing: Record<never, never>;
  readonly bill_not_there: Record<never, never>;
  readonly bill_before_account: Record<never, never>;
  readonly bill_day_locked: Record<never, never>;
  readonly reconciliation_running: Record<never, never>;
  readonly differences_open: { readonly count: number };
  readonly difference_not_found: Record<never, never>;
  readonly repair_not_possible: Record<never, never>;
  readonly repair_changed: Record<never, never>;
  readonly same_person: Record<never, never>;
  readonly month_not_begun: Record<never, never>;
  readonly month_locked: Record<never, never>;
  readonly earlier_month_open: { readonly month: string };
  readonly invoice_account_not_found: Record<never, never>;
  readonly invoice_words_differ: Record<never, never>;
  readonly invoice_too_often: Record<never, never>;
  readonly not_signed_in: Record<never, never>;
  readonly not_permitted: Record<never, never>;
  readonly other_site: Record<never, never>;
  readonly proof_needed: Record<never, never>;
  readonly proof_wrong: Record<never, never>;
  readonly sign_in_wrong: Record<never, never>;
  readonly sign_in_locked: { readonly seconds: number };
  readonly second_factor_needed: Record<never, never>;
  readonly second_factor_not_begun: Record<never, never>;
  readonly passkey_refused: Record<never, never>;
  readonly link_not_valid: Record<never, never>;
  readonly password_unfit: { readonly problem: string };
  readonly operator_not_found: Record<never, never>;
  readonly operator_exists: Record<never, never>;
  readonly operator_is_you: Record<never, never>;
  readonly last_decider: Record<never, never>;
  readonly no_other_decider: Record<never, never>;
  readonly person_data_not_found: Record<never, never>;
  /** How many of each are not over. */
  readonly person_data_open: {
    readonly orders: number;
    readonly refunds: number;
    readonly invoices: number;
    readonly notifications: number;
  };
  readonly person_data_erasing: Record<never, never>;
  readonly data_request_not_found: Record<never, never>;
  readonly change_not_found: Record<never, never>;
  readonly change_waiting: Record<never, never>;
  readonly change_decided: { readonly status: 'applied' | 'refused' | 'withdrawn' | 'expired' };
  readonly change_needs_another_person: Record<never, never>;
  readonly change_of_another: Record<never, never>;
  readonly change_outdated: Record<never, never>;
  readonly change_asker_not_permitted: Record<never, never>;
}

/**
 * Every reason for which a well-formed request is refused. The details are what a message needs;
 * how each is put on the wire is decided by the partner and cashier APIs, exhaustively.
 */
export interface Refusals extends PartnerRefusals, OwnRefusals {}

export type RefusalCode = keyof Refusals;

/** A request refused by the state of things. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly details: Refusals[C];
  constructor(code: C, details: Refusals[C]) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** The Chinese message of each refusal, fit for partners and payers. */
const MESSAGES: { readonly [C in RefusalCode]: (details: Refusals[C]) => string } = {
  app_frozen: () => '账号已被冻结',
  terms_differ: ({ field }) => `${field} 与该订单号首次下单时不一致`,
  order_not_found: () => '订单不存在',
  order_paid: () => '订单已支付',
  order_not_paid: () => '订单未支付',
  order_closed: ({ reason }) => CLOSED[reason],
  order_closing: () => '订单正在关闭，请稍后再试',
  channel_not_enabled: ({ channel }) => `未开通${CHANNEL_NAMES.zh[channel]}`,
  mini_program_off: ({ channel }) => `暂不支持${CHANNEL_NAMES.zh[channel]}小程序支付`,
  channel_declined: ({ message }) => `支付渠道拒绝：${message}`,
  channel_unknown: () => '支付渠道暂未答复，请稍后用相同参数重试',
  payment_preparing: () => '支付正在准备，请稍候',
  payment_in_doubt: () => '正在确认上一笔支付的结果，请勿重复支付',
  refund_exceeds: ({ refundableFee }) => `refund_fee 超过可退款金额（剩余可退 ${refundableFee} 分）`,
  refund_exceeds_waiting: ({ refundableFee, waitingFee }) =>
    `可退 ${yuanOf(refundableFee)} 元，其中 ${yuanOf(waitingFee)} 元的退款申请等待审核，请先处理申请`,
  refund_day_exceeded: ({ maxFee, maxCount }) =>
    `超过该应用每日退款限额（${maxFee === undefined ? `${maxCount} 笔` : `${yuanOf(maxFee)} 元`}），请联系学校`,
  refund_terms_differ: ({ field }) => `${field} 与该退款单号首次退款时不一致`,
  refund_declined: ({ message }) => `退款失败：${message}`,
  refund_unknown: () => '退款处理中，结果待渠道确认，请稍后查询或原样重试',
  refund_not_found: () => '退款不存在',
  school_not_found: () => '学校不存在',
  school_exists: () => '该学校编号已被使用',
  payer_not_bound: () => '该用户尚未绑定身份',
  person_not_found: () => '用户不存在',
  person_frozen: () => '用户身份已被冻结',
  payer_bound: () => '该账号已绑定其他人员',
  person_bound: () => '该人员已绑定其他账号，如需更换请联系学校',
  bind_mismatch: () => '信息与学校登记的不一致，请核对后重试，或联系学校',
  bind_too_often: () => '尝试次数过多，请一小时后再试',
  roster_unreadable: ({ problem }) => problem,
  card_not_offered: () => '学校未开通电子校园卡',
  card_not_issued: () => '该用户尚未领取电子校园卡',
  card_link_refused: () => '校园卡跳转地址未通过校验，请联系学校',
  app_not_found: () => '应用不存在',
  app_exists: () => 'appid 已被使用',
  app_keys_unfit: ({ field }) => UNFIT_KEYS[field],
  app_secret_guessable: ({ field }) =>
    `${field === 'aes_key' ? 'aes_key' : 'appsecret'} 容易被猜到，应为至少 16 个随机字符；请对方换一组密钥，或不沿用原有密钥`,
  app_rules_unfit: ({ field }) => UNFIT_RULES[field],
  source_not_allowed: ({ address }) => `来源地址 ${address} 不在学校允许的范围内`,
  param_reused: ({ first }) => `该 param 已用于 ${first}，请为每个接口分别加密`,
  version_too_old: () => '该应用只接受第二版协议（v2）的请求，请升级客户端',
  keys_already_changing: () => '已有一组新密钥待启用，请先完成或放弃',
  keys_not_changing: () => '没有待启用的新密钥',
  account_not_found: () => '商户账户不存在',
  account_exists: () => '该渠道已有启用的商户号，请先停用',
  account_invalid: ({ message }) => message,
  refund_request_not_found: () => '退款申请不存在',
  refund_request_decided: ({ status }) => (status === 'approved' ? '退款申请已通过' : '退款申请已驳回'),
  refund_needs_another_person: () => '不能审核自己提交的退款申请',
  refund_reason_missing: () => '请填写退款原因',
  month_not_begun: () => '该月尚未开始',
  month_locked: () => '该月结算单已锁定',
  earlier_month_open: ({ month }) => `请先锁定 ${month} 的结算单`,
  account_merchant_differs: () => '不能更换为另一商户号：请停用此账户并新建一个',
  bill_not_there: () => '该日账单还没有取到',
  bill_before_account: () => '该日早于商户账户的建立，没有账单可取',
  bill_day_locked: () => '该日已锁定',
  reconciliation_running: () => '该日正在对账，请稍候',
  differences_open: ({ count }) => `还有 ${count} 项差异未处理`,
  difference_not_found: () => '差异不存在',
  repair_not_possible: () => '该差异不能这样处理',
  repair_changed: () => '提议已有变动，请重新查看后再复核',
  same_person: () => '提出人与复核人不能是同一人',
  order_refunded: () => '订单已全额退款',
  invoice_not_found: () => '该订单尚未申请票据',
  invoice_not_issued: () => '该订单没有已开具的票据',
  invoice_account_not_found: () => '开票账户不存在',
  invoice_words_differ: () => '该订单已申请过票据，所填内容与已申请的不一致；如需更改，请联系学校',
  invoice_too_often: () => '尝试次数过多，请一小时后再试',
  invoice_terms_differ: ({ field }) => `${field} 与该订单已申请的票据不一致`,
  not_signed_in: () => '请先登录',
  not_permitted: () => '您没有这项权限',
  other_site: () => '请求不是从本控制台发出的',
  proof_needed: () => '请再次验证身份后继续',
  proof_wrong: () => '验证未通过，请核对后重试',
  sign_in_wrong: () => '账号或密码不正确',
  sign_in_locked: ({ seconds }) => `尝试次数过多，请 ${seconds} 秒后再试`,
  second_factor_needed: () => '请先在“账号安全”中设置第二重验证',
  second_factor_not_begun: () => '请重新开始设置动态口令',
  passkey_refused: () => '通行密钥未通过验证，请重试',
  link_not_valid: () => '链接已失效，请联系管理员重新发送',
  password_unfit: ({ problem }) => problem,
  operator_not_found: () => '操作员不存在',
  operator_exists: () => '该账号已被使用',
  operator_is_you: () => '不能对自己的账号这样操作',
  last_decider: () => '这是最后一名可审批变更的安全管理员，不能移除；如已无法登录，请在服务器上重置',
  no_other_decider: () => '没有另一名可审批变更的操作员，不能启用双人复核',
  person_data_not_found: () => '没有此人的任何信息',
  person_data_open: (open) => `还不能删除：${underWay(open)}；请待其了结后再删除`,
  person_data_erasing: () => '正在删除此人的信息，请稍候',
  data_request_not_found: () => '该请求不存在，或文件已下载、已过期',
  change_not_found: () => '变更申请不存在',
  change_waiting: () => '同样的变更已提交，正在等待另一人审批',
  change_decided: ({ status }) => DECIDED[status],
  change_needs_another_person: () => '不能审批自己提交的变更',
  change_of_another: () => '只能撤回自己提交的变更',
  change_outdated: () => '提交后该对象已被修改，不能再通过：请驳回，并由申请人重新提交',
  change_asker_not_permitted: () => '申请人已没有提交这项变更的权限，不能再通过',
};

const CLOSED = { cancelled: '订单已取消', expired: '订单已过期', failed: '订单支付失败，已关闭' };

const DECIDED = {
  applied: '该变更已通过并生效',
  refused: '该变更已驳回',
  withdrawn: '该变更已撤回',
  expired: '该变更已过期，请重新提交',
};

const UNDER_WAY: Readonly<Record<keyof Refusals['person_data_open'], string>> = {
  orders: '笔订单未支付或支付中',
  refunds: '笔订单的退款未完成',
  invoices: '笔订单的票据正在办理',
  notifications: '笔支付通知未送达',
};

function underWay(open: Refusals['person_data_open']): string {
  const kinds = ['orders', 'refunds', 'invoices', 'notifications'] as const;
  return kinds.flatMap((kind) => (open[kind] > 0 ? [`${open[kind]} ${UNDER_WAY[kind]}`] : [])).join('，');
}

const UNFIT_KEYS = {
  app_id: 'appid 只能由 1 至 32 位字母、数字、下划线和短横线组成',
  app_secret: 'appsecret 应为 8 至 128 个不含空格的英文字符',
  aes_key: 'aes_key 应为 32 个英文字符（aes-128-cbc 至少 16 个）',
};

const UNFIT_RULES = {
  notify_profile: '只接受第二版协议的应用，通知也须使用第二版协议',
  allowed_networks: '来源地址应为 IP 地址或网段，如 203.0.113.7、203.0.113.0/24',
};

/** The message of a refusal in Chinese. */
export function refusalMessage<C extends RefusalCode>(refusal: Refusal<C>): string {
  return MESSAGES[refusal.code](refusal.details);
}
