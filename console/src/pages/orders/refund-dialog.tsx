import { Alert, Form, Input, Modal } from 'antd';
import { useRef } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import type { OrderStoryView } from '../../contract/orders.ts';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { fenOf } from './orders-page.tsx';

const WORDS = {
  zh: {
    title: '退款',
    amount: '退款金额（元）',
    most: (fee: string) => `请填写不超过 ${fee} 的金额`,
    reason: '原因',
    reasonNeeded: '请填写原因',
    limit: (fee: string) => `同一支付累计超过 ${fee} 元须由另一人审核`,
    confirm: '确认退款',
    cancel: '取消',
  },
  en: {
    title: 'Refund',
    amount: 'Amount (yuan)',
    most: (fee: string) => `An amount up to ${fee}`,
    reason: 'Reason',
    reasonNeeded: 'Say why',
    limit: (fee: string) => `Above ${fee} yuan a payment, another person has to agree`,
    confirm: 'Refund',
    cancel: 'Cancel',
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
  const [form] = Form.useForm<{ amount: string; reason: string }>();
  /** Pressing the button again for want of an answer is the same wish; another amount is another. */
  const wishId = useRef(newWishId());
  const wishAnew = () => {
    wishId.current = newWishId();
  };
  const refund = useAction(async ({ amount, reason }: { amount: string; reason: string }) => {
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
  });
  return (
    <Modal
      title={words.title}
      open={isOpen}
      okText={words.confirm}
      cancelText={words.cancel}
      okButtonProps={{ danger: true }}
      confirmLoading={refund.isBusy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => form.resetFields()}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={refund.run}
        onValuesChange={wishAnew}
        initialValues={{ amount: yuan(refundableFee).replaceAll(',', '') }}
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
        <Form.Item
          name="reason"
          label={words.reason}
          rules={[{ required: true, whitespace: true, message: words.reasonNeeded }]}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
      {refund.error && <Alert type="error" role="alert" showIcon title={refund.error.message} />}
    </Modal>
  );
}

function newWishId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
