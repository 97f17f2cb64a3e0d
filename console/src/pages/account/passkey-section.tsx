import type { AccountView } from '@zhixiao/contract/console/account';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { canUsePasskeys, makePasskey } from '../../session/passkey.ts';

const WORDS = {
  zh: {
    title: '通行密钥',
    about: '用指纹、面容或设备密码登录，不怕钓鱼网站；可以添加多个设备。',
    notHere: '通过 IP 地址访问时不能使用通行密钥，请使用域名（本机可用 localhost）。',
    name: '给这个通行密钥起个名字',
    needed: '请填写',
    add: '添加通行密钥',
    made: '添加于',
    used: '最近使用',
    remove: '删除',
    removeTitle: (name: string) => `删除通行密钥“${name}”？`,
  },
  en: {
    title: 'Passkeys',
    about:
      'Sign in with your fingerprint, face or device code. Passkeys cannot be phished. You can add several devices.',
    notHere:
      'Passkeys do not work with an IP address. Open the console by its host name (localhost on this machine).',
    name: 'Passkey name',
    needed: 'Required',
    add: 'Add a passkey',
    made: 'added',
    used: 'last used',
    remove: 'Remove',
    removeTitle: (name: string) => `Remove the passkey “${name}”?`,
  },
};

type Passkeys = AccountView['passkeys'];

/** The operator's passkeys: added, removed. */
export function PasskeySection({ passkeys, onChange }: { passkeys: Passkeys; onChange: () => void }) {
  const words = useWords(WORDS);
  const [form] = Form.useForm<{ name: string }>();
  const [removed, setRemoved] = useState<Passkeys[number]>();
  const add = useAction(async ({ name }: { name: string }) => {
    const { options } = await call('POST /account/passkey-request');
    await call('POST /account/passkeys', { name, response: await makePasskey(options) });
    form.resetFields();
    onChange();
  });
  return (
    <section className="part" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{canUsePasskeys() ? words.about : words.notHere}</p>
      <ul>
        {passkeys.map((passkey) => (
          <li key={passkey.credentialId}>
            {passkey.name} · {words.made} <TimeText at={passkey.createdAt} />
            {passkey.lastUsedAt && (
              <>
                {' '}
                · {words.used} <TimeText at={passkey.lastUsedAt} />
              </>
            )}{' '}
            <Button size="small" onClick={() => setRemoved(passkey)}>
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
      {canUsePasskeys() && (
        <Form form={form} layout="inline" requiredMark={false} onFinish={add.run}>
          <Form.Item
            name="name"
            label={words.name}
            rules={[{ required: true, whitespace: true, message: words.needed }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Button htmlType="submit" loading={add.isBusy}>
            {words.add}
          </Button>
        </Form>
      )}
      <RefusalAlert error={add.error} />
      <ConfirmWithReason
        title={words.removeTitle(removed?.name ?? '')}
        isOpen={removed !== undefined}
        isDangerous
        asksReason={false}
        onConfirm={async () => {
          if (removed)
            await call('DELETE /account/passkeys/:credentialId', { credentialId: removed.credentialId });
          onChange();
        }}
        onClose={() => setRemoved(undefined)}
      />
    </section>
  );
}
