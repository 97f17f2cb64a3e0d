import type { OrderTimelineView, RefundableView } from '@zhixiao/contract/console/orders';
import { Button } from 'antd';
import { useState } from 'react';
import { addressOf, call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { PageActions } from '../../components/page-actions.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { useOutcomeNotice } from '../refunds/use-outcome-notice.ts';
import { InvoiceDialog } from './invoice-dialog.tsx';
import { RefundDialog } from './refund-dialog.tsx';

const WORDS = {
  zh: {
    ask: '向渠道查询',
    asked: (asked: number, unknown: number) =>
      asked === 0 ? '没有待查询的支付或退款' : `已查询 ${asked} 笔，${unknown} 笔渠道暂未答复`,
    cancel: '取消订单',
    cancelAdvice: '先在渠道关闭，再关闭订单。若付款人已经支付，订单会变为已支付。',
    cancelled: { closed: '订单已关闭', paid: '付款人已经支付，订单已变为已支付', pending: '订单正在关闭' },
    resend: '补发通知',
    resent: '已重新开始通知',
    notResent: '没有可补发的通知，或正在通知',
    refund: '退款',
    refundHeld: (amount: string) => `退回金额不符的 ¥${amount}`,
    invoice: '开票',
    invoiced: '已申请开票',
    retry: '重新开票',
    file: '重新取票据文件',
    filing: '正在重新取票据文件',
    correct: '更正后开票',
    retried: '已重新开票',
    document: '查看票据',
    deliver: '再次发送票据',
    delivering: '正在发送给购买方',
    reverse: '红冲票据',
    reverseAdvice: '票据将整张作废，且不再自动重开。',
    reversing: '票据正在红冲',
  },
  en: {
    ask: 'Query the channel',
    asked: (asked: number, unknown: number) =>
      asked === 0 ? 'Nothing to query' : `Queried: ${asked}; not answered yet: ${unknown}`,
    cancel: 'Cancel the order',
    cancelAdvice: 'The order is first closed at the channel. If it was paid there already, it becomes paid.',
    cancelled: {
      closed: 'Closed',
      paid: 'The order was paid before it could be cancelled',
      pending: 'Being closed',
    },
    resend: 'Resend the notification',
    resent: 'The notification is being resent',
    notResent: 'Nothing to resend, or it is being sent now',
    refund: 'Refund',
    refundHeld: (amount: string) => `Refund the wrong amount of ¥${amount}`,
    invoice: 'Issue an invoice',
    invoiced: 'Invoice requested',
    retry: 'Issue again',
    file: 'Fetch the file again',
    filing: 'The file is being fetched again',
    correct: 'Correct and issue',
    retried: 'Being issued again',
    document: 'View the invoice',
    deliver: 'Send the invoice again',
    delivering: 'Being sent to the buyer',
    reverse: 'Reverse the invoice',
    reverseAdvice: 'The whole invoice is cancelled and no new one is issued.',
    reversing: 'Being reversed',
  },
};

type Asked = 'ask' | 'resend' | 'retry' | 'file' | 'deliver';
type Open = 'cancel' | 'invoice' | 'reverse' | RefundableView;

/** What an operator may do about an order; what came of it is said, and the page asked for anew. */
export function OrderActions({ timeline, onDone }: { timeline: OrderTimelineView; onDone: () => void }) {
  const words = useWords(WORDS);
  const [notice, setNotice] = useState<NoticeText>();
  const [open, setOpen] = useState<Open>();
  const [doing, setDoing] = useState<Asked>();
  const { orderId } = timeline.order;
  const actions: Readonly<Record<Asked, () => Promise<string>>> = {
    async ask() {
      const { asked, unknown } = await call('POST /orders/:orderId/ask', { orderId });
      return words.asked(asked, unknown);
    },
    async resend() {
      const { resent } = await call('POST /orders/:orderId/resend', { orderId });
      return resent ? words.resent : words.notResent;
    },
    async retry() {
      await call('POST /orders/:orderId/invoice/retry', { orderId });
      return words.retried;
    },
    async file() {
      await call('POST /orders/:orderId/invoice/retry', { orderId });
      return words.filing;
    },
    async deliver() {
      await call('POST /orders/:orderId/invoice/deliver', { orderId });
      return words.delivering;
    },
  };
  const act = useAction(async (action: Asked) => {
    setDoing(action);
    setNotice(undefined);
    showNotice({ text: await actions[action]() });
  }, onDone);
  const showNotice = (news: NoticeText) => {
    act.clearError();
    setNotice(news);
    onDone();
  };
  return (
    <>
      <Offers timeline={timeline} doing={act.isBusy ? doing : undefined} onAsk={act.run} onOpen={setOpen} />
      <RefusalAlert error={act.error} />
      <Notice notice={notice} />
      <Dialogs
        timeline={timeline}
        open={open}
        onDone={showNotice}
        onRefused={onDone}
        onClose={() => setOpen(undefined)}
      />
    </>
  );
}

/** The buttons of the actions that are possible now and permitted to this operator. */
function Offers(props: {
  timeline: OrderTimelineView;
  /** What runs at the moment; until it is answered nothing else is begun. */
  doing: Asked | undefined;
  onAsk: (action: Asked) => void;
  onOpen: (dialog: Open) => void;
}) {
  const { timeline, doing, onAsk, onOpen } = props;
  const { order, invoice, notification } = timeline;
  const words = useWords(WORDS);
  const may = useMay();
  const mayOperate = may('orders.operate');
  const refundable = may('refunds.request') ? timeline.refundable.filter(isLeft) : [];
  const isPaidFor = timeline.refundable.some(({ isHeld, leftAmount }) => !isHeld && leftAmount > 0);
  const context = (action: Asked) => (
    <Button onClick={() => doing ?? onAsk(action)} loading={doing === action}>
      {words[action]}
    </Button>
  );
  return (
    <PageActions>
      {mayOperate && context('ask')}
      {mayOperate && notification !== undefined && context('resend')}
      {mayOperate && order.status === 'pending' && (
        <Button danger onClick={() => onOpen('cancel')}>
          {words.cancel}
        </Button>
      )}
      {refundable.map((payment) => (
        <Button key={payment.paymentNo} danger onClick={() => onOpen(payment)}>
          {payment.isHeld ? words.refundHeld(yuan(payment.leftAmount)) : words.refund}
        </Button>
      ))}
      {mayOperate && isPaidFor && (!invoice || invoice.status === 'reversed') && (
        <Button onClick={() => onOpen('invoice')}>{words.invoice}</Button>
      )}
      {mayOperate && (invoice?.status === 'failed' || invoice?.status === 'blocked_auth') && context('retry')}
      {mayOperate && isPaidFor && invoice?.status === 'failed' && (
        <Button onClick={() => onOpen('invoice')}>{words.correct}</Button>
      )}
      {mayOperate && invoice?.status === 'issued' && !invoice.isFiled && context('file')}
      {invoice?.status === 'issued' && invoice.isFiled && (
        <DownloadButton href={addressOf('GET /orders/:orderId/invoice/document', { orderId: order.orderId })}>
          {words.document}
        </DownloadButton>
      )}
      {mayOperate && invoice?.status === 'issued' && invoice.isFiled && context('deliver')}
      {mayOperate && invoice?.status === 'issued' && (
        <Button danger onClick={() => onOpen('reverse')}>
          {words.reverse}
        </Button>
      )}
    </PageActions>
  );
}

const isLeft = ({ leftAmount, waitingAmount }: RefundableView) => leftAmount > waitingAmount;

/** What is asked before something is done that cannot be undone. */
function Dialogs(props: {
  timeline: OrderTimelineView;
  open: Open | undefined;
  onDone: (news: NoticeText) => void;
  onRefused: () => void;
  onClose: () => void;
}) {
  const { timeline, open, onDone, ...closing } = props;
  const { orderId } = timeline.order;
  const words = useWords(WORDS);
  const outcomeNotice = useOutcomeNotice();
  return (
    <>
      <ConfirmWithReason
        title={words.cancel}
        isOpen={open === 'cancel'}
        isDangerous
        onConfirm={async (reason) => {
          const { status } = await call('POST /orders/:orderId/cancel', { orderId, reason });
          onDone({ text: words.cancelled[status] });
        }}
        {...closing}
      >
        <p>{words.cancelAdvice}</p>
      </ConfirmWithReason>
      <ConfirmWithReason
        title={words.reverse}
        isOpen={open === 'reverse'}
        isDangerous
        onConfirm={async (reason) => {
          await call('POST /orders/:orderId/invoice/reverse', { orderId, reason });
          onDone({ text: words.reversing });
        }}
        {...closing}
      >
        <p>{words.reverseAdvice}</p>
      </ConfirmWithReason>
      <InvoiceDialog
        orderId={orderId}
        isOpen={open === 'invoice'}
        onAsked={() => onDone({ text: words.invoiced })}
        {...closing}
      />
      <RefundDialog
        orderId={orderId}
        payment={typeof open === 'object' ? open : undefined}
        approvalAbove={timeline.approvalAbove}
        onRefunded={(outcome) => onDone(outcomeNotice(outcome))}
        {...closing}
      />
    </>
  );
}
