import { ROLE_NAMES } from '@zhixiao/contract/words/operators';
import { Alert, Button, Descriptions, Form, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { useSession } from '../../session/session.tsx';
import { PasskeySection } from './passkey-section.tsx';
import { SessionSection } from './session-section.tsx';
import { TotpSection } from './totp-section.tsx';

const WORDS = {
  zh: {
    account: '账号',
    name: '姓名',
    role: '角色',
    password: '密码',
    newPassword: '新密码（至少 12 个字符）',
    change: '修改密码',
    changed: '密码已修改，其他登录已退出',
    tooShort: '至少 12 个字符',
  },
  en: {
    account: 'Account',
    name: 'Name',
    role: 'Role',
    password: 'Password',
    newPassword: 'New password (at least 12 characters)',
    change: 'Change password',
    changed: 'Password changed. Your other sessions were ended.',
    tooShort: 'At least 12 characters',
  },
};

/** The operator's own account: second factors, password, sessions. */
export function Page() {
  const words = useWords(WORDS);
  const roles = useWords(ROLE_NAMES);
  const { account, name, role } = useSession();
  const { answer, error, reload } = useAnswer('GET /account');
  return (
    <>
      <Descriptions
        column={{ xs: 1, sm: 3 }}
        items={[
          { key: 'account', label: words.account, children: account },
          { key: 'name', label: words.name, children: name },
          { key: 'role', label: words.role, children: roles[role] },
        ]}
      />
      <RefusalAlert error={error} />
      {answer ? (
        <>
          <TotpSection account={answer} onChange={reload} />
          <PasskeySection passkeys={answer.passkeys} onChange={reload} />
          <PasswordSection onChange={reload} />
          <SessionSection sessions={answer.sessions} onChange={reload} />
        </>
      ) : (
        <Skeleton active />
      )}
    </>
  );
}

function PasswordSection({ onChange }: { onChange: () => void }) {
  const words = useWords(WORDS);
  const [form] = Form.useForm<{ password: string }>();
  const [isChanged, setChanged] = useState(false);
  const change = useAction(async (typed: { password: string }) => {
    await call('PUT /account/password', typed);
    form.resetFields();
    setChanged(true);
    onChange();
  });
  return (
    <section className="part" aria-label={words.password}>
      <h2>{words.password}</h2>
      <Form form={form} layout="inline" requiredMark={false} onFinish={change.run}>
        <Form.Item
          name="password"
          label={words.newPassword}
          rules={[{ required: true, min: 12, message: words.tooShort }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={change.isBusy}>
          {words.change}
        </Button>
      </Form>
      <RefusalAlert error={change.error} />
      {isChanged && <Alert type="success" role="status" showIcon title={words.changed} />}
    </section>
  );
}
