import { Alert, Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { CallError } from '../api/call.ts';
import { useWords } from '../language/language.tsx';

const WORDS = {
  zh: { reason: '原因', needed: '请填写原因', confirm: '确认', cancel: '取消' },
  en: { reason: 'Reason', needed: 'Say why', confirm: 'Confirm', cancel: 'Cancel' },
};

/**
 * Asks before something is done that cannot be taken back, and why. It closes when `onConfirm` is done, and
 * shows what went wrong when it was refused.
 */
export function ConfirmWithReason(props: {
  title: string;
  isOpen: boolean;
  isDangerous?: boolean;
  /** False: nothing has to be said, only agreed to. */
  asksReason?: boolean;
  children?: ReactNode;
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { title, isOpen, isDangerous = false, asksReason = true, children, onConfirm, onClose } = props;
  const words = useWords(WORDS);
  const [form] = Form.useForm<{ reason: string }>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const confirm = async ({ reason = '' }: { reason?: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (refusal) {
      if (!(refusal instanceof CallError)) throw refusal;
      setError(refusal.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      title={title}
      open={isOpen}
      okText={words.confirm}
      cancelText={words.cancel}
      okButtonProps={{ danger: isDangerous }}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => {
        form.resetFields();
        setError(undefined);
      }}
    >
      {children}
      <Form form={form} layout="vertical" onFinish={confirm}>
        {asksReason && (
          <Form.Item
            name="reason"
            label={words.reason}
            rules={[{ required: true, whitespace: true, message: words.needed }]}
          >
            <Input.TextArea rows={3} maxLength={200} showCount />
          </Form.Item>
        )}
      </Form>
      {error && <Alert type="error" title={error} showIcon role="alert" />}
    </Modal>
  );
}
