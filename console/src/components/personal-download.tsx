import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../api/call.ts';
import { useWords } from '../language/language.tsx';
import { ConfirmWithReason } from './confirm-with-reason.tsx';

const WORDS = {
  zh: { why: '文件含完整的姓名和号码。导出原因会写入审计日志。', download: '下载' },
  en: {
    why: 'The file contains full names and numbers. Your reason is recorded in the audit log.',
    download: 'Download',
  },
};

/** Takes away a file that names people in full: it needs a reason and a fresh proof, which are asked for before. */
export function PersonalDownload(props: { hrefFor: (reason: string) => string; children: ReactNode }) {
  const words = useWords(WORDS);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{props.children}</Button>
      <ConfirmWithReason
        title={words.download}
        okText={words.download}
        isOpen={isAsking}
        onConfirm={async (reason) => {
          await call('GET /account/proof');
          window.location.assign(props.hrefFor(reason));
        }}
        onClose={() => setAsking(false)}
      >
        <p>{words.why}</p>
      </ConfirmWithReason>
    </>
  );
}
