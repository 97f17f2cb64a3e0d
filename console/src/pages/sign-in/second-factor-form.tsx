import type { SecondFactor } from '@zhixiao/contract/codes/operators';
import type { SignInAnswer } from '@zhixiao/contract/console/sign-in';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useWords } from '../../language/language.tsx';
import { askPasskey } from '../../session/passkey.ts';
import { Entrance } from './entrance.tsx';
import { PlainField } from './plain-field.tsx';
import { PlainButton, usePlainForm } from './plain-form.tsx';

const WORDS = {
  zh: {
    title: '第二重验证',
    totp: '身份验证器上的 6 位动态口令',
    recovery: '恢复码',
    needed: '请填写',
    confirm: '确认',
    useRecovery: '手机不在身边？使用恢复码',
    useTotp: '使用动态口令',
    passkey: '使用通行密钥',
    back: '返回',
  },
  en: {
    title: 'Second factor',
    totp: 'Six-digit code from your authenticator app',
    recovery: 'Recovery code',
    needed: 'Required',
    confirm: 'Confirm',
    useRecovery: 'No phone at hand? Use a recovery code',
    useTotp: 'Use the authenticator app',
    passkey: 'Use a passkey',
    back: 'Back',
  },
};

/** What is asked for after the password. */
export function SecondFactorForm(props: {
  factors: readonly SecondFactor[];
  onAnswer: (answer: SignInAnswer) => void;
  onBack: () => void;
}) {
  const { factors, onAnswer, onBack } = props;
  const words = useWords(WORDS);
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp');
  const code = useAction(async (text: string) =>
    onAnswer(await call('POST /sign-in/second-factor', { kind, text })),
  );
  const passkey = useAction(async () => {
    const { options } = await call('POST /sign-in/passkey-request');
    onAnswer(await call('POST /sign-in/passkey', { response: await askPasskey(options) }));
  });
  return (
    <Entrance title={words.title} error={code.error ?? passkey.error}>
      {factors.includes('totp') && (
        <CodeForm
          key={kind}
          kind={kind}
          isBusy={code.isBusy}
          onCode={(text) => void code.run(text)}
          onOther={() => setKind(kind === 'totp' ? 'recovery' : 'totp')}
        />
      )}
      {factors.includes('passkey') && (
        <PlainButton onClick={() => void passkey.run()} isBusy={passkey.isBusy}>
          {words.passkey}
        </PlainButton>
      )}
      <button type="button" className="plain-link" onClick={onBack}>
        {words.back}
      </button>
    </Entrance>
  );
}

function CodeForm(props: {
  kind: 'totp' | 'recovery';
  isBusy: boolean;
  onCode: (text: string) => void;
  onOther: () => void;
}) {
  const { kind, isBusy, onCode, onOther } = props;
  const words = useWords(WORDS);
  const { flaws, submit, form } = usePlainForm(
    ['text'],
    ({ text }) => (text.trim() === '' ? { text: words.needed } : {}),
    ({ text }) => onCode(text.trim()),
  );
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <PlainField
        name="text"
        label={words[kind]}
        flaw={flaws.text}
        autoFocus
        autoComplete="one-time-code"
        {...(kind === 'totp' ? { inputMode: 'numeric', maxLength: 6 } : {})}
      />
      <PlainButton isMain isBusy={isBusy}>
        {words.confirm}
      </PlainButton>
      <button type="button" className="plain-link" onClick={onOther}>
        {kind === 'totp' ? words.useRecovery : words.useTotp}
      </button>
    </form>
  );
}
