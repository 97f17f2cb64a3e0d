import { useWords } from '../language/language.tsx';
import type { NoticeText } from './notice.tsx';

const WORDS = {
  zh: { submitted: '已提交，待另一人审批', look: '查看申请' },
  en: { submitted: 'Submitted: another operator has to approve it', look: 'View the request' },
};

/** What to say of a change that waits for a second person; undefined when it was done at once. */
export function useSubmittedNotice(): (answer: object) => NoticeText | undefined {
  const words = useWords(WORDS);
  return (answer) => {
    if (!('changeRequestId' in answer)) return undefined;
    return {
      text: words.submitted,
      link: { to: `/changes/${answer.changeRequestId}`, text: words.look },
    };
  };
}
