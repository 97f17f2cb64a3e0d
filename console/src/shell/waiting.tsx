import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { WaitingView } from '@zhixiao/contract/console/search';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { useRepeated } from '../api/use-repeated.ts';
import { useWords } from '../language/language.tsx';
import { usePlace } from '../routing/location.ts';
import { useSchool } from '../session/session.tsx';
import { onDecided } from './to-decide.ts';

/** Something that waits, with where it is seen to. */
export interface Waiting {
  readonly key: string;
  readonly to: string;
  /** The page of the menu that has it. */
  readonly page: string;
  readonly text: string;
  readonly count: number;
  /** Since when the first of them waits. */
  readonly oldest: string | undefined;
}

const EVERY_MS = 60_000;
const Context = createContext<readonly Waiting[]>([]);

/** Reads what waits for the operator, for the menu and the bell: with every page, and once a minute. */
export function WaitingProvider({ children }: { children: ReactNode }) {
  const words = useWords(WORDS);
  const kinds = useWords(PROBLEM_NAMES);
  const { path } = usePlace();
  const { answer, lookAgain } = useAnswer('GET /waiting', useSchool());
  useRepeated(lookAgain, EVERY_MS, true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: something may have been seen to on the page that was left
  useEffect(() => lookAgain(), [path, lookAgain]);
  useEffect(() => onDecided(lookAgain), [lookAgain]);
  const waiting = useMemo(() => (answer ? waitingOf(answer, kinds, words) : []), [answer, kinds, words]);
  return <Context value={waiting}>{children}</Context>;
}

/** What waits, the first kinds first; empty while it is not known. */
export function useWaiting(): readonly Waiting[] {
  return useContext(Context);
}

function waitingOf(
  {
    problems,
    changes,
    changesSince,
    differences,
    differencesSince,
    missingBills,
    missingBillsSince,
  }: WaitingView,
  kinds: Readonly<Record<ProblemKind, string>>,
  words: (typeof WORDS)['zh'],
): readonly Waiting[] {
  const ofProblems = problems.map(({ kind, count, oldest }) => {
    const page = PAGE_OF[kind] ?? '/overview';
    const to = kind === 'refund_application_waiting' ? page : `/problems/${kind}`;
    return { key: kind, to, page, text: kinds[kind], count, oldest };
  });
  const others = [
    {
      key: 'changes',
      to: '/changes?status=waiting',
      page: '/changes',
      text: words.changes,
      count: changes,
      oldest: changesSince,
    },
    {
      key: 'differences',
      to: '/reconciliation?hasWork=true',
      page: '/reconciliation',
      text: words.differences,
      count: differences,
      oldest: differencesSince,
    },
    {
      key: 'bills',
      to: '/reconciliation?status=waiting',
      page: '/reconciliation',
      text: words.missingBills,
      count: missingBills,
      oldest: missingBillsSince,
    },
  ];
  return [...ofProblems, ...others].filter(({ count }) => count > 0);
}

/** Where the menu counts each kind; the others are the overview's. */
const PAGE_OF: Readonly<Partial<Record<ProblemKind, string>>> = {
  refund_application_waiting: '/refund-applications',
  refund_unanswered: '/refunds',
  refund_unsettled: '/refunds',
  refund_abnormal: '/refunds',
  refund_failed: '/refunds',
  endpoint_dead: '/notifications',
  notification_exhausted: '/notifications',
  invoice_failed: '/invoices',
  invoice_blocked: '/invoices',
  invoice_late: '/invoices',
  invoice_unfiled: '/invoices',
  invoice_undelivered: '/invoices',
};

const WORDS = {
  zh: { changes: '变更待审批', differences: '对账差异待处理', missingBills: '账单未取到' },
  en: {
    changes: 'Changes to decide',
    differences: 'Differences to resolve',
    missingBills: 'Bills not there yet',
  },
};
