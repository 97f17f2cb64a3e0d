import type { LinkView } from '@zhixiao/contract/console/sign-in';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { PlainWaiting } from '../../components/plain-refusal.tsx';
import { useWords } from '../../language/language.tsx';
import { Entrance } from './entrance.tsx';
import { PlainField } from './plain-field.tsx';
import { PlainButton, usePlainForm } from './plain-form.tsx';

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
    account: 'Account (lowercase letters, digits, . _ - and @)',
    name: 'Name',
    newPassword: 'Password (at least 12 characters; a phrase works well)',
    again: 'Repeat the password',
    differ: 'The passwords do not match',
    needed: 'Required',
    accountWrong: 'Use 2 to 63 lowercase letters, digits or . _ - @, starting with a letter or digit',
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
      <PlainWaiting />
    );
  }
  return (
    <Entrance title={link.purpose === 'set_up' ? words.setUp : words.password} error={use.error}>
      <p>{link.purpose === 'set_up' ? words.first : words.for(link.name, link.account)}</p>
      <Fields link={link} isBusy={use.isBusy} onFilled={(filled) => void use.run(filled)} />
    </Entrance>
  );
}

const NAMES = ['account', 'name', 'password', 'again'] as const;
const ACCOUNT = /^[a-z0-9][a-z0-9._@-]{1,62}$/;
const PASSWORD_MIN = 12;

function Fields(props: { link: LinkView; isBusy: boolean; onFilled: (filled: Filled) => void }) {
  const { link, isBusy, onFilled } = props;
  const words = useWords(WORDS);
  const isFirst = link.purpose === 'set_up';
  const { flaws, submit, form } = usePlainForm(
    NAMES,
    ({ account, name, password, again }) => ({
      ...(isFirst && !ACCOUNT.test(account) ? { account: words.accountWrong } : {}),
      ...(isFirst && name.trim() === '' ? { name: words.needed } : {}),
      ...(password.length < PASSWORD_MIN ? { password: words.tooShort } : {}),
      ...(again === password ? {} : { again: words.differ }),
    }),
    ({ account, name, password }) => onFilled({ password, ...(isFirst ? { account, name } : {}) }),
  );
  return (
    <form ref={form} noValidate onSubmit={submit}>
      {isFirst ? (
        <>
          <PlainField
            name="account"
            label={words.account}
            flaw={flaws.account}
            autoComplete="username"
            autoFocus
          />
          <PlainField name="name" label={words.name} flaw={flaws.name} autoComplete="name" maxLength={60} />
        </>
      ) : (
        <input type="hidden" autoComplete="username" value={link.account} readOnly />
      )}
      <PlainField
        name="password"
        label={words.newPassword}
        flaw={flaws.password}
        isSecret
        autoComplete="new-password"
        autoFocus={!isFirst}
      />
      <PlainField name="again" label={words.again} flaw={flaws.again} isSecret autoComplete="new-password" />
      <PlainButton isMain isBusy={isBusy}>
        {words.begin}
      </PlainButton>
    </form>
  );
}
