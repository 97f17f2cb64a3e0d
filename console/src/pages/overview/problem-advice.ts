import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { Words } from '../../language/language.tsx';

/** Whose trouble it is: money at stake, a partner's system, work of the office, or nothing that anybody need do now. */
export type Severity = 'money' | 'partner' | 'work' | 'note';

export const SEVERITY: Readonly<Record<ProblemKind, Severity>> = {
  wrong_amount_held: 'money',
  payment_unknown: 'money',
  refund_unanswered: 'money',
  refund_unsettled: 'money',
  refund_abnormal: 'money',
  refund_failed: 'money',
  endpoint_dead: 'partner',
  notification_exhausted: 'partner',
  refund_application_waiting: 'work',
  invoice_failed: 'work',
  invoice_blocked: 'work',
  invoice_undelivered: 'work',
  late_money: 'note',
  order_closing: 'note',
  invoice_late: 'note',
  invoice_unfiled: 'note',
};

/** What it means, and what is to be done about it. */
export const ADVICE: Words<Readonly<Record<ProblemKind, string>>> = {
  zh: {
    late_money:
      '订单关闭或付清之后又收到的款项。系统自动原路退回，无需处理；超过一天没有退回，请向渠道查询。',
    wrong_amount_held: '收到的金额与订单不符，没有入账。请核实后退回付款人。',
    payment_unknown:
      '渠道还没有答复支付结果，系统继续查询。付款人说已付款的，请立即向渠道查询，不要让其再付一次。',
    order_closing: '订单已到期，渠道还没有确认关闭，这期间仍可能收到款项。可以立即向渠道查询。',
    refund_unanswered: '渠道还没有受理退款，系统继续提交，款项已经预留，不要重复退款。',
    refund_unsettled: '渠道受理超过五天仍未到账。请到商户平台查看，或联系渠道客服；到账后这里自动更新。',
    refund_abnormal:
      '渠道无法原路退回，多因付款人的银行卡已注销或冻结。请登录商户平台，按“异常退款”处理；处理后这里自动更新。',
    refund_failed: '渠道拒绝了退款，款项没有退出。请重新退款；已用其他方式退还的，请办结。',
    refund_application_waiting: '退款超过限额，由另一人审核后才会退出。',
    endpoint_dead: '业务系统的地址没有应答，暂停通知，并定时探测。请联系业务系统；恢复后自动继续。',
    notification_exhausted: '业务系统七天内没有确认付款结果，缴费可能显示未支付。请业务系统修复后补发通知。',
    invoice_failed: '票据没有开出。请按失败原因更正后重新开票。',
    invoice_blocked: '开票平台要求开票员实名认证。请在平台完成认证，然后重新开票。',
    invoice_late: '超过两小时没有开出，系统继续向开票平台查询。',
    invoice_unfiled: '票据已经开出，但文件还没有取回，系统继续取。',
    invoice_undelivered: '邮件或短信没有送达购买方。请再次发送，或下载后转交。',
  },
  en: {
    late_money:
      'Money that came after the order was closed or paid. It goes back by itself; query the channel if it has not within a day.',
    wrong_amount_held:
      'The amount received is not the order’s, and was not booked to it. Check it and refund it.',
    payment_unknown:
      'The channel has not said how the payment ended; it is asked again. If the payer has paid, query it now and do not ask for a second payment.',
    order_closing:
      'The order has expired, but the channel has not confirmed that it is closed: money may still come.',
    refund_unanswered:
      'The channel has not accepted the refund yet; it is sent again. The amount is set aside, do not refund it twice.',
    refund_unsettled:
      'Accepted more than five days ago, and not arrived. Look in the merchant platform or ask the channel; this page follows.',
    refund_abnormal:
      'The channel cannot refund the way the money came, mostly because a bank card was closed. Settle it in the merchant platform under abnormal refunds; this page follows.',
    refund_failed:
      'The channel refused the refund and no money went back. Refund again, or dismiss it if the money was returned another way.',
    refund_application_waiting: 'Above the limit: it goes out once another person approves.',
    endpoint_dead:
      'The partner’s address does not answer. Notifications are paused and the address is probed; they go on by themselves.',
    notification_exhausted:
      'The partner did not acknowledge the payment within seven days and may show it as unpaid. Resend once its system works again.',
    invoice_failed: 'The invoice was not issued. Correct what the provider says and issue it again.',
    invoice_blocked:
      'The provider wants the clerk to authenticate. Do that on its platform, then issue again.',
    invoice_late: 'Not issued within two hours; the provider is asked again.',
    invoice_unfiled: 'Issued, but its file has not been fetched yet; it is tried again.',
    invoice_undelivered:
      'E-mail or SMS did not reach the buyer. Send it again, or download it and hand it over.',
  },
};
