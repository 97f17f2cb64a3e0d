import type { LinkAnswer } from '@zhixiao/contract/console/link-answer';
import { Alert, Typography } from 'antd';
import { useWords } from '../language/language.tsx';
import { TimeText } from './time-text.tsx';

const WORDS = {
  zh: {
    title: '请把链接交给本人',
    once: '链接只显示这一次，只能使用一次，有效至',
    sent: { email: '一次性链接已发送到本人邮箱', sms: '一次性链接已发送到本人手机' },
  },
  en: {
    title: 'Give this link to the operator',
    once: 'It is shown only once and works once, until',
    sent: {
      email: 'The one-time link was e-mailed to the operator',
      sms: 'The one-time link was sent to the operator by SMS',
    },
  },
};

/** A one-time link, to be copied now as it is nowhere else, or where it was sent. */
export function OneTimeLinkNotice({ link }: { link: LinkAnswer }) {
  const words = useWords(WORDS);
  if ('sentBy' in link) {
    return <Alert type="success" role="status" title={words.sent[link.sentBy]} description={link.sentTo} />;
  }
  return (
    <Alert
      type="success"
      role="status"
      title={words.title}
      description={
        <>
          <Typography.Paragraph copyable={{ text: link.address }} className="one-time-link">
            <code>{link.address}</code>
          </Typography.Paragraph>
          {words.once} <TimeText at={link.expiresAt} />
        </>
      }
    />
  );
}
