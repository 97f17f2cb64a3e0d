import { Alert, Typography } from 'antd';
import type { OneTimeLink } from '../contract/operators.ts';
import { useWords } from '../language/language.tsx';
import { TimeText } from './time-text.tsx';

const WORDS = {
  zh: { title: '请把链接交给本人', once: '链接只显示这一次，只能使用一次，有效至' },
  en: { title: 'Hand this link to its operator', once: 'It is shown this once, works once, and until' },
};

/** A one-time link, to be copied now: it is nowhere else. */
export function OneTimeLinkNotice({ link }: { link: OneTimeLink }) {
  const words = useWords(WORDS);
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
