import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { useAction } from '../api/use-action.ts';
import { RefusalAlert } from '../components/refusal-alert.tsx';
import { useWords } from '../language/language.tsx';
import { askPasskey, canUsePasskeys } from './passkey.ts';

const WORDS = {
  zh: {
    title: '请再次验证身份',
    why: '此操作涉及资金、密钥或权限，五分钟内验证一次即可。',
    password: '密码',
    totp: '动态口令',
    needed: '请填写',
    confirm: '验证',
    cancel: '取消',
    passkey: '使用通行密钥',
  },
  en: {
    title: 'Verify your identity again',
    why: 'This action affects money, keys or access. You will not be asked again for five minutes.',
    password: 'Password',
    totp: 'One-time code',
    needed: 'Required',
    confirm: 'Verify',
    cancel: 'Cancel',
    passkey: 'Use a passkey',
  },
};

/** Asks for a fresh proof before something that needs one goes on. */
export function ProofDialog({
  isOpen,
  onAnswer,
}: {
  isOpen: boolean;
  onAnswer: (isProved: boolean) => void;
}) {
  const words = useWords(WORDS);
  const [form] = Form.useForm<{ text: string }>();
  const [kind, setKind] = useState<'password' | 'totp'>('password');
  const typed = useAction(async ({ text }: { text: string }) => {
    await call('POST /account/prove', { kind, text });
    onAnswer(true);
  });
  const passkey = useAction(async () => {
    const { options } = await call('POST /account/prove/passkey-request');
    await call('POST /account/prove/passkey', { response: await askPasskey(options) });
    onAnswer(true);
  });
  const error = typed.error ?? passkey.error;
  return (
    <Modal
      title={words.title}
      open={isOpen}
      okText={words.confirm}
      cancelText={words.cancel}
      confirmLoading={typed.isBusy}
      onOk={form.submit}
      onCancel={() => onAnswer(false)}
      afterClose={() => form.resetFields()}
      destroyOnHidden
    >
      <p>{words.why}</p>
      <Radio.Group
        value={kind}
        onChange={(event) => setKind(event.target.value)}
        options={[
          { value: 'password', label: words.password },
          { value: 'totp', label: words.totp },
        ]}
      />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={typed.run}>
        <Form.Item name="text" label={words[kind]} rules={[{ required: true, message: words.needed }]}>
          <Input.Password
            autoFocus
            autoComplete={kind === 'password' ? 'current-password' : 'one-time-code'}
          />
        </Form.Item>
      </Form>
      {canUsePasskeys() && (
        <Button onClick={passkey.run} loading={passkey.isBusy}>
          {words.passkey}
        </Button>
      )}
      <RefusalAlert error={error} />
    </Modal>
  );
}
