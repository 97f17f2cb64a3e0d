import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import type { OrderStoryView } from '../../contract/orders.ts';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { InvoiceDialog } from './invoice-dialog.tsx';
import { RefundDialog } from './refund-dialog.tsx';

const WORDS = {
  zh: {
    ask: '向渠道查询',
    asked: (asked: number, unknown: number) =>
      asked === 0 ? '没有待查询的支付或退款' : `已查询 ${asked} 笔，${unknown} 笔渠道暂未答复`,
    cancel: '取消订单',
    cancelAdvice: '先在渠道关闭，再关闭订单。若付款人已经支付，订单会变为已支付。',
    resend: '补发通知',
    resent: '已重新开始通知',
    notResent: '没有可补发的通知，或正在通知',
    refund: '退款',
    waiting: '退款超过单人限额，已提交，等待另一人审核',
    refundSent: '退款已提交渠道',
    invoice: '开票',
    invoiced: '已申请开票',
    retry: '重新开票',
    retried: '已重新开票',
    reverse: '红冲票据',
    reverseAdvice: '票据将整张作废，且不再自动重开。',
    reversing: '票据正在红冲',
  },
  en: {
    ask: 'Ask the channel',
    asked: (asked: number, unknown: number) =>
      asked === 0 ? 'Nothing to ask about' : `Asked about ${asked}; ${unknown} without an answer yet`,
    cancel: 'Cancel the order',
    cancelAdvice: 'It is closed at the channel first. If the payer was faster, it becomes paid.',
    resend: 'Notify again',
    resent: 'Notifying again',
    notResent: 'There is nothing to send again, or it is being sent',
    refund: 'Refund',
    waiting: 'Above your limit: another person has to agree',
    refundSent: 'Sent to the channel',
    invoice: 'Issue an invoice',
    invoiced: 'Asked for',
    retry: 'Issue again',
    retried: 'Being issued again',
    reverse: 'Take the invoice back',
    reverseAdvice: 'The whole invoice is cancelled, and none is issued in its place.',
    reversing: 'Being taken back',
  },
};

/** What an operator may do about an order; what happened is said, and the page asked for anew. */
export function OrderActions({ story, onDone }: { story: OrderStoryView; onDone: () => void }) {
  const words = useWords(WORDS);
  const may = useMay();
  const [notice, setNotice] = useState<string>();
  const [dialog, setDialog] = useState<'cancel' | 'refund' | 'invoice' | 'reverse'>();
  const { order, invoice, notification, refundableFee } = story;
  const { orderId } = order;
  const tell = (text: string) => {
    setNotice(text);
    onDone();
  };
  const ask = useAction(async () => {
    const { asked, unknown } = await call('POST /orders/:orderId/ask', { orderId });
    tell(words.asked(asked, unknown));
  });
  const resend = useAction(async () => {
    const { resent } = await call('POST /orders/:orderId/resend', { orderId });
    tell(resent ? words.resent : words.notResent);
  });
  const retry = useAction(async () => {
    await call('POST /orders/:orderId/invoice/retry', { orderId });
    tell(words.retried);
  });
  const error = ask.error ?? resend.error ?? retry.error;
  const close = () => setDialog(undefined);

  return (
    <>
      <Space wrap className="table-tools">
        {may('orders.operate') && (
          <Button onClick={ask.run} loading={ask.isBusy}>
            {words.ask}
          </Button>
        )}
        {may('orders.operate') && notification !== undefined && (
          <Button onClick={resend.run} loading={resend.isBusy}>
            {words.resend}
          </Button>
        )}
        {may('orders.operate') && order.status === 'pending' && (
          <Button danger onClick={() => setDialog('cancel')}>
            {words.cancel}
          </Button>
        )}
        {may('refunds.request') && refundableFee > 0 && (
          <Button danger onClick={() => setDialog('refund')}>
            {words.refund}
          </Button>
        )}
        {may('orders.operate') && refundableFee > 0 && (!invoice || invoice.status === 'reversed') && (
          <Button onClick={() => setDialog('invoice')}>{words.invoice}</Button>
        )}
        {may('orders.operate') && (invoice?.status === 'failed' || invoice?.status === 'blocked_auth') && (
          <Button onClick={retry.run} loading={retry.isBusy}>
            {words.retry}
          </Button>
        )}
        {may('orders.operate') && invoice?.status === 'issued' && (
          <Button danger onClick={() => setDialog('reverse')}>
            {words.reverse}
          </Button>
        )}
      </Space>
      <RefusalAlert error={error} />
      {notice !== undefined && <Alert type="info" role="status" showIcon title={notice} />}
      <ConfirmWithReason
        title={words.cancel}
        isOpen={dialog === 'cancel'}
        isDangerous
        onConfirm={async (reason) => {
          await call('POST /orders/:orderId/cancel', { orderId, reason });
          onDone();
        }}
        onClose={close}
      >
        <p>{words.cancelAdvice}</p>
      </ConfirmWithReason>
      <ConfirmWithReason
        title={words.reverse}
        isOpen={dialog === 'reverse'}
        isDangerous
        onConfirm={async (reason) => {
          await call('POST /orders/:orderId/invoice/reverse', { orderId, reason });
          tell(words.reversing);
        }}
        onClose={close}
      >
        <p>{words.reverseAdvice}</p>
      </ConfirmWithReason>
      <InvoiceDialog
        orderId={orderId}
        isOpen={dialog === 'invoice'}
        onClose={close}
        onAsked={() => tell(words.invoiced)}
      />
      <RefundDialog
        story={story}
        isOpen={dialog === 'refund'}
        onClose={close}
        onRefunded={(state) => tell(state === 'waiting' ? words.waiting : words.refundSent)}
      />
    </>
  );
}
