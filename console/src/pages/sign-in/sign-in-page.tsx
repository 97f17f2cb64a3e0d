import type { SecondFactor } from '@zhixiao/contract/codes/operators';
import type { SignInAnswer } from '@zhixiao/contract/console/sign-in';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useWords } from '../../language/language.tsx';
import { askPasskey, canUsePasskeys } from '../../session/passkey.ts';
import { Entrance } from './entrance.tsx';
import { PlainField } from './plain-field.tsx';
import { PlainButton, usePlainForm } from './plain-form.tsx';
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
export function SignInPage({ onBegin, onSignedIn }: { onBegin: () => void; onSignedIn: () => void }) {
  const words = useWords(WORDS);
  const [factors, setFactors] = useState<readonly SecondFactor[]>();
  const take = (answer: SignInAnswer) =>
    answer.state === 'signed_in' ? onSignedIn() : setFactors(answer.factors);
  const password = useAction(async (typed: { account: string; password: string }) =>
    take(await call('POST /sign-in', typed)),
  );
  const passkey = useAction(async () => take(await signInByPasskey()));

  const { flaws, submit, form } = usePlainForm(
    ['account', 'password'],
    (typed) => ({
      ...(typed.account.trim() === '' ? { account: words.accountNeeded } : {}),
      ...(typed.password === '' ? { password: words.passwordNeeded } : {}),
    }),
    (typed) => void password.run(typed),
  );

  if (factors) {
    return <SecondFactorForm factors={factors} onAnswer={take} onBack={() => setFactors(undefined)} />;
  }
  return (
    <Entrance title={words.title} error={password.error ?? passkey.error}>
      {/* what comes after signing in is fetched while somebody types */}
      <form ref={form} noValidate onSubmit={submit} onInput={onBegin}>
        <PlainField
          name="account"
          label={words.account}
          flaw={flaws.account}
          autoComplete="username"
          autoFocus
        />
        <PlainField
          name="password"
          label={words.password}
          flaw={flaws.password}
          isSecret
          autoComplete="current-password"
        />
        <PlainButton isMain isBusy={password.isBusy}>
          {words.signIn}
        </PlainButton>
      </form>
      {canUsePasskeys() && (
        <PlainButton onClick={() => void passkey.run()} isBusy={passkey.isBusy}>
          {words.passkey}
        </PlainButton>
      )}
    </Entrance>
  );
}

/** Any passkey of this site: whose it is, it says itself. */
async function signInByPasskey(): Promise<SignInAnswer> {
  const { options } = await call('POST /sign-in/passkey-request');
  return call('POST /sign-in/passkey', { response: await askPasskey(options) });
}
