import type { StatusWords, Tone } from '../../components/status-tag.tsx';
import type { ChannelName, OrderStatus } from '../../contract/orders.ts';
import type { Words } from '../../language/language.tsx';

export const ORDER_STATUSES: StatusWords<OrderStatus> = {
  zh: { pending: '待支付', paid: '已支付', closed: '已关闭' },
  en: { pending: 'To be paid', paid: 'Paid', closed: 'Closed' },
};
export const ORDER_TONES: Readonly<Record<OrderStatus, Tone>> = {
  pending: 'open',
  paid: 'good',
  closed: 'over',
};

export const CHANNEL_WORDS: Words<Readonly<Record<ChannelName, string>>> = {
  zh: { wechat: '微信支付', alipay: '支付宝' },
  en: { wechat: 'WeChat Pay', alipay: 'Alipay' },
};

export const INVOICE_STATUS_WORDS: Words<Readonly<Record<string, string>>> = {
  zh: {
    requested: '已申请',
    issuing: '开票中',
    blocked_auth: '等待人工认证',
    issued: '已开具',
    failed: '开票失败',
    reversing: '红冲中',
    reversed: '已红冲',
  },
  en: {
    requested: 'Asked for',
    issuing: 'Being issued',
    blocked_auth: 'Waits for a person',
    issued: 'Issued',
    failed: 'Failed',
    reversing: 'Being taken back',
    reversed: 'Taken back',
  },
};
