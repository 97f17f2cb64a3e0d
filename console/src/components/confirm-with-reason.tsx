import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../language/language.tsx';
import { FormDialog } from './form-dialog.tsx';

const WORDS = {
  zh: { reason: '原因', needed: '请填写原因', confirm: '确认' },
  en: { reason: 'Reason', needed: 'Say why', confirm: 'Confirm' },
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
  return (
    <FormDialog<{ reason?: string }>
      title={title}
      isOpen={isOpen}
      okText={words.confirm}
      isDangerous={isDangerous}
      intro={children}
      onSubmit={async ({ reason = '' }) => {
        await onConfirm(reason.trim());
        onClose();
      }}
      onClose={onClose}
    >
      {asksReason && (
        <Form.Item
          name="reason"
          label={words.reason}
          rules={[{ required: true, whitespace: true, message: words.needed }]}
        >
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      )}
    </FormDialog>
  );
}
