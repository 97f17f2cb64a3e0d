import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { BILL_DETAILS, detailSentences } from '@zhixiao/contract/words/bill-details';
import { Button, Typography } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: { show: '查看账单原文（会记入审计日志）', text: '账单原文' },
  en: { show: 'Show the original line (recorded in the audit log)', text: 'Original line' },
};

/** Where and what is wrong in the bill itself; nothing of any other difference. */
export function BillDetail({
  difference,
  isShort = false,
}: {
  difference: DifferenceView;
  isShort?: boolean;
}) {
  const words = useWords(BILL_DETAILS);
  const { detail, booksAmount } = difference;
  if (!detail) return null;
  const sentences = detailSentences(words, detail, booksAmount !== undefined);
  return (
    <>
      {(isShort ? sentences.slice(0, 1) : sentences).map((sentence) => (
        <div key={sentence}>
          <Typography.Text type="secondary">{sentence}</Typography.Text>
        </div>
      ))}
    </>
  );
}

/** The line that cannot be read, once somebody asks for it. */
export function UnreadLine({ difference: { differenceId } }: { difference: DifferenceView }) {
  const words = useWords(WORDS);
  const [text, setText] = useState<string>();
  const opening = useAction(async () => {
    const answer = await call('GET /reconciliation/differences/:differenceId/line', { differenceId });
    setText(answer.text);
  });
  if (text !== undefined) {
    return (
      <section aria-label={words.text}>
        <pre className="raw-line">{text}</pre>
      </section>
    );
  }
  return (
    <p>
      <RefusalAlert error={opening.error} />
      <Button size="small" onClick={opening.run} loading={opening.isBusy}>
        {words.show}
      </Button>
    </p>
  );
}
