import { Form, Input } from 'antd';
import { useWords } from '../language/language.tsx';

const WORDS = {
  zh: { reason: '原因', needed: '请填写' },
  en: { reason: 'Reason', needed: 'Enter a reason' },
};

/** The field `reason` of a form: why something is done. It goes to the audit log, so it has to be said unless it is not needed. */
export function ReasonField({ label, isNeeded = true }: { label?: string; isNeeded?: boolean }) {
  const words = useWords(WORDS);
  return (
    <Form.Item
      name="reason"
      label={label ?? words.reason}
      rules={[{ required: isNeeded, whitespace: true, message: words.needed }]}
    >
      <Input.TextArea rows={3} maxLength={200} showCount />
    </Form.Item>
  );
}
