import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { Button } from 'antd';
import { addressOf } from '../../api/call.ts';
import { DownloadButton } from '../../components/download-button.tsx';
import { PageActions } from '../../components/page-actions.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { ACTION_WORDS, type AtOnce, type Desk, refundableNow } from './order-desk.ts';

/** The buttons of the actions that are possible now and permitted to this operator. */
export function OrderActions({ timeline, desk }: { timeline: OrderTimelineView; desk: Desk }) {
  const { order, invoice, notification } = timeline;
  const words = useWords(ACTION_WORDS);
  const may = useMay();
  const mayOperate = may('orders.operate');
  const refundable = may('refunds.request') ? refundableNow(timeline) : [];
  const isPaidFor = timeline.refundable.some(({ isHeld, leftAmount }) => !isHeld && leftAmount > 0);
  const atOnce = (action: AtOnce) => (
    <Button onClick={() => desk.doing ?? desk.act(action)} loading={desk.doing === action}>
      {words[action]}
    </Button>
  );
  return (
    <PageActions>
      {mayOperate && atOnce('ask')}
      {mayOperate && notification !== undefined && atOnce('resend')}
      {mayOperate && order.status === 'pending' && (
        <Button danger onClick={() => desk.open('cancel')}>
          {words.cancel}
        </Button>
      )}
      {mayOperate && isPaidFor && (!invoice || invoice.status === 'reversed') && (
        <Button onClick={() => desk.open('invoice')}>{words.invoice}</Button>
      )}
      {mayOperate && (invoice?.status === 'failed' || invoice?.status === 'blocked_auth') && atOnce('retry')}
      {mayOperate && isPaidFor && invoice?.status === 'failed' && (
        <Button onClick={() => desk.open('invoice')}>{words.correct}</Button>
      )}
      {mayOperate && invoice?.status === 'issued' && !invoice.isFiled && atOnce('file')}
      {invoice?.status === 'issued' && invoice.isFiled && (
        <DownloadButton href={addressOf('GET /orders/:orderId/invoice/document', { orderId: order.orderId })}>
          {words.document}
        </DownloadButton>
      )}
      {mayOperate && invoice?.status === 'issued' && invoice.isFiled && atOnce('deliver')}
      {mayOperate && invoice?.status === 'issued' && (
        <Button danger onClick={() => desk.open('reverse')}>
          {words.reverse}
        </Button>
      )}
      {refundable.map((payment) => (
        <Button
          key={payment.paymentNo}
          danger
          onClick={() =>
            // money of a wrong amount is nobody's but the payer's
            desk.open({ refund: payment, ...(payment.isHeld ? { amount: payment.leftAmount } : {}) })
          }
        >
          {payment.isHeld ? words.refundHeld(yuan(payment.leftAmount)) : words.refund}
        </Button>
      ))}
    </PageActions>
  );
}
