import { Form, Input } from 'antd';
import { useRef } from 'react';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { ReasonField } from '../../components/reason-field.tsx';
import type { OrderStoryView } from '../../contract/orders.ts';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { fenOf } from './orders-page.tsx';

const WORDS = {
  zh: {
    title: '退款',
    amount: '退款金额（元）',
    most: (fee: string) => `请填写不超过 ${fee} 的金额`,
    limit: (fee: string) => `同一支付累计超过 ${fee} 元须由另一人审核`,
    confirm: '确认退款',
  },
  en: {
    title: 'Refund',
    amount: 'Amount (yuan)',
    most: (fee: string) => `An amount up to ${fee}`,
    limit: (fee: string) => `Above ${fee} yuan a payment, another person has to agree`,
    confirm: 'Refund',
  },
};

/** Asks how much goes back, and why. */
export function RefundDialog(props: {
  story: OrderStoryView;
  isOpen: boolean;
  onRefunded: (state: 'waiting' | 'done') => void;
  onClose: () => void;
}) {
  const { story, isOpen, onRefunded, onClose } = props;
  const { refundableFee, approvalAbove } = story;
  const { orderId } = story.order;
  const words = useWords(WORDS);
  /** Pressing the button again for want of an answer is the same wish; another amount is another. */
  const wishId = useRef(newWishId());
  const wishAnew = () => {
    wishId.current = newWishId();
  };
  const refund = async ({ amount, reason }: { amount: string; reason: string }) => {
    const refundFee = fenOf(amount) ?? 0;
    const { state } = await call('POST /orders/:orderId/refund', {
      orderId,
      refundFee,
      reason,
      wishId: wishId.current,
    });
    wishAnew();
    onClose();
    onRefunded(state);
  };
  return (
    <FormDialog
      title={words.title}
      isOpen={isOpen}
      okText={words.confirm}
      isDangerous
      initialValues={{ amount: yuan(refundableFee).replaceAll(',', '') }}
      onValuesChange={wishAnew}
      onSubmit={refund}
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
              if (!fen || fen > refundableFee) throw new Error(words.most(yuan(refundableFee)));
            },
          },
        ]}
      >
        <Input inputMode="decimal" prefix="¥" />
      </Form.Item>
      <ReasonField />
    </FormDialog>
  );
}

function newWishId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
