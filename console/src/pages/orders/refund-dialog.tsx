import type { RefundableView } from '@zhixiao/contract/console/orders';
import type { RefundOutcome } from '@zhixiao/contract/console/refunds';
import { Button, Form, Input } from 'antd';
import { useRef } from 'react';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { ReasonField } from '../../components/reason-field.tsx';
import { fenOf, yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { MoneyLine } from './order-money.tsx';

const WORDS = {
  zh: {
    title: '退款',
    held: '退回金额不符的款项',
    amount: '退款金额（元）',
    most: (amount: string) => `请填写不超过 ${amount} 的金额`,
    limit: (amount: string) => `同一支付累计超过 ${amount} 元须由另一人审核`,
    waiting: (amount: string) => `另有 ${amount} 元的退款申请等待审核，不能重复退。`,
    confirm: '确认退款',
    whole: (amount: string) => `全部 ${amount}`,
    half: (amount: string) => `一半 ${amount}`,
    choose: '常用金额',
  },
  en: {
    title: 'Refund',
    held: 'Refund a wrong amount',
    amount: 'Amount (yuan)',
    most: (amount: string) => `Enter an amount up to ${amount}`,
    limit: (amount: string) =>
      `Refunds above ${amount} yuan of a payment require approval by another operator`,
    waiting: (amount: string) => `Another ${amount} yuan is awaiting approval and cannot be refunded again.`,
    confirm: 'Refund',
    whole: (amount: string) => `All ${amount}`,
    half: (amount: string) => `Half ${amount}`,
    choose: 'Usual amounts',
  },
};

/** Asks how much of a payment goes back, and why. */
export function RefundDialog(props: {
  orderId: string;
  payment: RefundableView | undefined;
  /** What is wanted, in fen, where that is known already; nobody is led to give back all. */
  amount: number | undefined;
  approvalAbove: number;
  onRefunded: (outcome: RefundOutcome) => void;
  onRefused: () => void;
  onClose: () => void;
}) {
  const { orderId, payment, amount, approvalAbove, onRefunded, onRefused, onClose } = props;
  const words = useWords(WORDS);
  const keys = useIdempotencyKeys();
  const waitingAmount = payment?.waitingAmount ?? 0;
  const mostAmount = (payment?.leftAmount ?? 0) - waitingAmount;
  const refund = async (filled: { amount: string; reason: string }) => {
    if (!payment) return;
    const { paymentNo } = payment;
    const refundAmount = fenOf(filled.amount) ?? 0;
    const idempotencyKey = keys.begin(`${paymentNo} ${refundAmount}`);
    const command = { orderId, paymentNo, refundAmount, reason: filled.reason, idempotencyKey };
    const outcome = await call('POST /orders/:orderId/refund', command);
    keys.end();
    onClose();
    onRefunded(outcome);
  };
  return (
    <FormDialog
      title={payment?.isHeld ? words.held : words.title}
      isOpen={payment !== undefined}
      okText={words.confirm}
      isDangerous
      intro={
        payment && (
          <>
            <MoneyLine payment={payment} />
            {waitingAmount > 0 && <p role="note">{words.waiting(yuan(waitingAmount))}</p>}
          </>
        )
      }
      initialValues={{ amount: amount === undefined ? undefined : typed(Math.min(amount, mostAmount)) }}
      onSubmit={refund}
      onRefused={onRefused}
      onClose={onClose}
    >
      <Form.Item
        name="amount"
        label={words.amount}
        extra={words.limit(yuan(approvalAbove))}
        rules={[
          {
            validator: async (_rule, value: string) => {
              const fen = fenOf(value);
              if (!fen || fen > mostAmount) throw new Error(words.most(yuan(mostAmount)));
            },
          },
        ]}
      >
        <Input inputMode="decimal" prefix="¥" />
      </Form.Item>
      <UsualAmounts mostAmount={mostAmount} />
      <ReasonField />
    </FormDialog>
  );
}

/** One click for what is asked for most. */
function UsualAmounts({ mostAmount }: { mostAmount: number }) {
  const words = useWords(WORDS);
  const form = Form.useFormInstance();
  const half = Math.floor(mostAmount / 2);
  const offer = (text: string, fen: number) => (
    <Button size="small" onClick={() => form.setFieldsValue({ amount: typed(fen) })}>
      {text}
    </Button>
  );
  return (
    <fieldset className="usual-amounts" aria-label={words.choose}>
      {offer(words.whole(yuan(mostAmount)), mostAmount)}
      {half > 0 && offer(words.half(yuan(half)), half)}
    </fieldset>
  );
}

/** As an operator would type it. */
function typed(fen: number): string {
  return yuan(fen).replaceAll(',', '');
}

/**
 * The idempotency key of a refund. A repeat after a lost answer has the same key, whatever the reason and however often
 * the dialog was closed in between; another payment or amount has another.
 */
function useIdempotencyKeys() {
  const open = useRef<{ terms: string; idempotencyKey: string }>(undefined);
  return {
    begin(terms: string): string {
      if (open.current?.terms !== terms) open.current = { terms, idempotencyKey: newIdempotencyKey() };
      return open.current.idempotencyKey;
    },
    end() {
      open.current = undefined;
    },
  };
}

function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
