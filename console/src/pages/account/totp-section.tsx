import type { AccountView } from '@zhixiao/contract/console/account';
import { Alert, Button, Form, Input, Space } from 'antd';
import qrcode from 'qrcode-generator';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    title: '动态口令',
    on: (unused: number) => `已启用，还有 ${unused} 个未使用的恢复码。`,
    off: '未启用。用手机上的身份验证器扫码，登录时除密码外再输入 6 位动态口令。',
    begin: '设置动态口令',
    scan: '用身份验证器扫描二维码，或手工输入密钥：',
    qr: '动态口令二维码',
    code: '输入验证器上显示的 6 位口令',
    needed: '请输入 6 位数字',
    enable: '启用',
    codes: '请保存恢复码',
    keep: '手机丢失时，每个恢复码可以代替动态口令使用一次。恢复码只显示这一次，请打印或另行保存。',
    renew: '重新生成恢复码',
    remove: '停用动态口令',
    removeTitle: '停用动态口令？',
    removed: '登录时不再询问动态口令，恢复码一并失效。',
  },
  en: {
    title: 'One-time codes',
    on: (unused: number) => `Set up. Unused recovery codes: ${unused}.`,
    off: 'Not set up. Once you have scanned a code with an authenticator app, signing in requires your password and a six-digit code.',
    begin: 'Set up one-time codes',
    scan: 'Scan this with an authenticator app, or enter the secret:',
    qr: 'QR code for an authenticator app',
    code: 'Six-digit code',
    needed: 'Enter six digits',
    enable: 'Enable',
    codes: 'Save your recovery codes',
    keep: 'Each of these codes signs you in once if you lose your phone. They are shown only once, so print or save them now.',
    renew: 'New recovery codes',
    remove: 'Remove one-time codes',
    removeTitle: 'Remove one-time codes?',
    removed: 'You will sign in with your password alone, and your recovery codes will stop working.',
  },
};

/** One-time codes: set up, recovery codes, removed. */
export function TotpSection({ account, onChange }: { account: AccountView; onChange: () => void }) {
  const words = useWords(WORDS);
  const [begun, setBegun] = useState<{ address: string; secret: string }>();
  const [codes, setCodes] = useState<readonly string[]>();
  const [isRemoving, setRemoving] = useState(false);
  const begin = useAction(async () => setBegun(await call('POST /account/totp')));
  const show = ({ recoveryCodes }: { recoveryCodes: readonly string[] }) => {
    setBegun(undefined);
    setCodes(recoveryCodes);
    onChange();
  };
  const renew = useAction(async () => show(await call('POST /account/recovery-codes')));
  const error = begin.error ?? renew.error;
  return (
    <section className="part" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{account.hasTotp ? words.on(account.unusedRecoveryCodes) : words.off}</p>
      {codes && <RecoveryCodes codes={codes} />}
      {begun && <FirstCode begun={begun} onDone={show} />}
      <RefusalAlert error={error} />
      {!account.hasTotp && !begun && (
        <Button type="primary" onClick={begin.run} loading={begin.isBusy}>
          {words.begin}
        </Button>
      )}
      {account.hasTotp && (
        <Space>
          <Button onClick={renew.run} loading={renew.isBusy}>
            {words.renew}
          </Button>
          <Button danger onClick={() => setRemoving(true)}>
            {words.remove}
          </Button>
        </Space>
      )}
      <ConfirmWithReason
        title={words.removeTitle}
        isOpen={isRemoving}
        isDangerous
        asksReason={false}
        onConfirm={async () => {
          await call('DELETE /account/totp');
          setCodes(undefined);
          onChange();
        }}
        onClose={() => setRemoving(false)}
      >
        <p>{words.removed}</p>
      </ConfirmWithReason>
    </section>
  );
}

function FirstCode(props: {
  begun: { address: string; secret: string };
  onDone: (answer: { recoveryCodes: readonly string[] }) => void;
}) {
  const { begun, onDone } = props;
  const words = useWords(WORDS);
  const confirm = useAction(async ({ code }: { code: string }) =>
    onDone(await call('POST /account/totp/confirm', { code })),
  );
  return (
    <>
      <p>{words.scan}</p>
      <QrCode text={begun.address} label={words.qr} />
      <p>
        <code>{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <Form layout="vertical" requiredMark={false} onFinish={confirm.run}>
        <Form.Item
          name="code"
          label={words.code}
          rules={[{ required: true, pattern: /^\d{6}$/, message: words.needed }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus className="code" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={confirm.isBusy}>
          {words.enable}
        </Button>
      </Form>
      <RefusalAlert error={confirm.error} />
    </>
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const words = useWords(WORDS);
  return (
    <Alert
      type="warning"
      role="status"
      title={words.codes}
      description={
        <>
          <p>{words.keep}</p>
          <ul className="codes">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <ShownOnce text={codes.join('\n')} fileName="recovery-codes.txt" />
        </>
      }
    />
  );
}

/** Drawn as one path: no image, no script of others. */
function QrCode({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const cells = Array.from(
    { length: size * size },
    (_, index) => [Math.floor(index / size), index % size] as const,
  );
  const path = cells
    .filter(([row, column]) => code.isDark(row, column))
    .map(([row, column]) => `M${column + 4} ${row + 4}h1v1h-1z`)
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size + 8} ${size + 8}`} role="img" aria-label={label}>
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path} />
    </svg>
  );
}
