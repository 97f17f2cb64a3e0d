import type { SecondFactor } from '@zhixiao/contract/codes/operators';
import type { SignInAnswer } from '@zhixiao/contract/console/sign-in';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useWords } from '../../language/language.tsx';
import { askPasskey, canUsePasskeys } from '../../session/passkey.ts';
import { Entrance } from './entrance.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

const WORDS = {
  zh: {
    title: '知校聚合支付 · 登录',
    account: '账号',
    password: '密码',
    signIn: '登录',
    passkey: '使用通行密钥登录',
    accountNeeded: '请填写账号',
    passwordNeeded: '请填写密码',
  },
  en: {
    title: 'Zhixiao Pay · Sign in',
    account: 'Account',
    password: 'Password',
    signIn: 'Sign in',
    passkey: 'Sign in with a passkey',
    accountNeeded: 'Enter your account',
    passwordNeeded: 'Enter your password',
  },
};

/** Account and password, then a second factor where there is one; or a passkey, which is both. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const words = useWords(WORDS);
  const [factors, setFactors] = useState<readonly SecondFactor[]>();
  const take = (answer: SignInAnswer) =>
    answer.state === 'signed_in' ? onSignedIn() : setFactors(answer.factors);
  const password = useAction(async (typed: { account: string; password: string }) =>
    take(await call('POST /sign-in', typed)),
  );
  const passkey = useAction(async () => take(await signInByPasskey()));

  if (factors) {
    return <SecondFactorForm factors={factors} onAnswer={take} onBack={() => setFactors(undefined)} />;
  }
  return (
    <Entrance title={words.title} error={password.error ?? passkey.error}>
      <Form layout="vertical" requiredMark={false} onFinish={password.run}>
        <Form.Item
          name="account"
          label={words.account}
          rules={[{ required: true, message: words.accountNeeded }]}
        >
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={words.password}
          rules={[{ required: true, message: words.passwordNeeded }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={password.isBusy}>
          {words.signIn}
        </Button>
      </Form>
      {canUsePasskeys() && (
        <Button block className="second" onClick={passkey.run} loading={passkey.isBusy}>
          {words.passkey}
        </Button>
      )}
    </Entrance>
  );
}

/** Any passkey of this site: whose it is, it says itself. */
async function signInByPasskey(): Promise<SignInAnswer> {
  const { options } = await call('POST /sign-in/passkey-request');
  return call('POST /sign-in/passkey', { response: await askPasskey(options) });
}
