import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import { Alert, Descriptions, Typography } from 'antd';
import { useWords } from '../language/language.tsx';
import { ShownOnce } from './shown-once.tsx';

const WORDS = {
  zh: {
    title: '请现在保存密钥并交给对方',
    own: '请现在保存新密钥，换到您的系统里',
    once: '密钥只显示这一次，之后任何人都无法再看到。',
  },
  en: {
    title: 'Save these keys now and give them to the partner',
    own: 'Save the new keys now and add them to your system',
    once: 'They are shown only once and cannot be retrieved later.',
  },
};

/** An app's secrets, to be copied now: they are nowhere else to be read. */
export function SecretNotice({ secrets, isOwn = false }: { secrets: AppSecretsView; isOwn?: boolean }) {
  const words = useWords(WORDS);
  const { appId, appSecret, aesKey } = secrets;
  const items = Object.entries({ appid: appId, appsecret: appSecret, aes_key: aesKey });
  return (
    <Alert
      type="warning"
      role="status"
      title={isOwn ? words.own : words.title}
      description={
        <>
          <p>{words.once}</p>
          <Descriptions
            bordered
            size="small"
            column={1}
            items={items.map(([label, text]) => ({
              key: label,
              label,
              children: (
                <Typography.Text copyable={{ text }} className="details">
                  <code>{text}</code>
                </Typography.Text>
              ),
            }))}
          />
          <ShownOnce
            text={items.map(([label, text]) => `${label}=${text}`).join('\n')}
            fileName={`${appId}-keys.txt`}
          />
        </>
      }
    />
  );
}
