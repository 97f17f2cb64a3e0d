import type { LinkView } from '@zhixiao/contract/console/sign-in';
import { Button, Form, Input, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useWords } from '../../language/language.tsx';
import { Entrance } from './entrance.tsx';

const WORDS = {
  zh: {
    setUp: '创建第一个管理员',
    password: '设置密码',
    for: (name: string, account: string) => `${name}，您的账号是 ${account}。请设置密码。`,
    first: '这个账号可以管理所有学校、操作员和配置。',
    account: '账号（小写字母、数字、. _ - @）',
    name: '姓名',
    newPassword: '密码（至少 12 个字符，一句话就很好）',
    again: '再输入一次密码',
    differ: '两次输入的密码不一致',
    needed: '请填写',
    accountWrong: '2 至 63 个小写字母、数字或 . _ - @，以字母或数字开头',
    tooShort: '至少 12 个字符',
    begin: '完成并登录',
  },
  en: {
    setUp: 'Create the first administrator',
    password: 'Choose a password',
    for: (name: string, account: string) => `${name}, your account is ${account}. Choose a password.`,
    first: 'This account manages every school, operator and setting.',
    account: 'Account (lower-case letters, digits, . _ - @)',
    name: 'Name',
    newPassword: 'Password (at least 12 characters; a phrase works well)',
    again: 'Repeat the password',
    differ: 'The passwords do not match',
    needed: 'Required',
    accountWrong: '2 to 63 lower-case letters, digits or . _ - @, beginning with a letter or digit',
    tooShort: 'At least 12 characters',
    begin: 'Save and sign in',
  },
};

interface Filled {
  readonly account?: string;
  readonly name?: string;
  readonly password: string;
}

/** Where a one-time link leads: the first operator is made, or an operator chooses a password. */
export function WelcomePage() {
  const words = useWords(WORDS);
  const [token] = useState(() => window.location.hash.slice(1));
  const [link, setLink] = useState<LinkView>();
  const look = useAction(async () => setLink(await call('POST /links/look', { token })));
  const { run: lookNow } = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once
  useEffect(() => void lookNow(), []);
  const use = useAction(async ({ account, name, password }: Filled) => {
    const first = account === undefined || name === undefined ? {} : { account, name };
    await call('POST /links/use', { token, password, ...first });
    window.location.replace('/console/');
  });

  if (!link) {
    return look.error ? (
      <Entrance title={words.password} error={look.error}>
        {null}
      </Entrance>
    ) : (
      <Spin fullscreen />
    );
  }
  const needed = { required: true, whitespace: true, message: words.needed };
  return (
    <Entrance title={link.purpose === 'set_up' ? words.setUp : words.password} error={use.error}>
      <p>{link.purpose === 'set_up' ? words.first : words.for(link.name, link.account)}</p>
      <Form layout="vertical" requiredMark={false} onFinish={use.run}>
        {link.purpose === 'set_up' ? (
          <>
            <Form.Item
              name="account"
              label={words.account}
              rules={[{ ...needed, pattern: /^[a-z0-9][a-z0-9._@-]{1,62}$/, message: words.accountWrong }]}
            >
              <Input autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="name" label={words.name} rules={[needed]}>
              <Input autoComplete="name" maxLength={60} />
            </Form.Item>
          </>
        ) : (
          <input type="hidden" autoComplete="username" value={link.account} readOnly />
        )}
        <Form.Item
          name="password"
          label={words.newPassword}
          rules={[needed, { min: 12, message: words.tooShort }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={words.again}
          dependencies={['password']}
          rules={[
            needed,
            ({ getFieldValue }) => ({
              validator: async (_, value) => {
                if (value !== undefined && value !== getFieldValue('password')) throw new Error(words.differ);
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={use.isBusy}>
          {words.begin}
        </Button>
      </Form>
    </Entrance>
  );
}
