import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { DIFFERENCE_MEANINGS, REPAIR_OUTCOMES } from '@zhixiao/contract/words/reconciliation';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { BulkDialog } from '../../components/bulk-dialog.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';
import { STEPS } from './difference-words.ts';

const WORDS = {
  zh: {
    propose: '逐项提交复核',
    approve: '逐项通过并执行',
    proposing: (count: number) => `一并处理 ${count} 项差异`,
    approving: (count: number) => `一并复核 ${count} 项差异`,
    note: '说明（写入每一项，给复核人看）',
    markKnown: '不修复，只以说明关闭',
    proposed: '已提交复核',
    preview: '通过后会发生什么',
  },
  en: {
    propose: 'Submit each',
    approve: 'Approve each',
    proposing: (count: number) => (count === 1 ? 'Repair 1 difference' : `Repair ${count} differences`),
    approving: (count: number) => (count === 1 ? 'Approve 1 repair' : `Approve ${count} repairs`),
    note: 'Note (for each, shown to the approver)',
    markKnown: 'Close them with the note, without a repair',
    proposed: 'Submitted',
    preview: 'What happens when they are approved',
  },
};

/** Differences that one of the two people is about to do the same step of. */
export interface Many {
  readonly rows: readonly DifferenceView[];
  readonly to: 'propose' | 'approve';
}

/** Proposes or approves the repairs of several differences, each by itself, and shows how each went. */
export function RepairMany(props: {
  many: Many | undefined;
  isProven: boolean;
  onDone: () => void;
  onClose: () => void;
}) {
  const { many, isProven, onDone, onClose } = props;
  const words = useWords(WORDS);
  const kinds = useWords(DIFFERENCE_MEANINGS);
  const outcomes = useWords(REPAIR_OUTCOMES);
  const [isKnown, setKnown] = useState(false);
  const isProposing = many?.to === 'propose';
  const rows = many?.rows ?? [];
  const needsNote = isProposing && (isKnown || rows.some(({ repair }) => repair === 'mark_known'));
  const propose = async (row: DifferenceView, note: string) => {
    const { differenceId, repair } = row;
    const markKnown = isKnown || repair === 'mark_known';
    await call('POST /reconciliation/differences/:differenceId/propose', { differenceId, note, markKnown });
    return { text: words.proposed, isFailure: false };
  };
  const approve = async ({ differenceId, repair, note = '' }: DifferenceView) => {
    const seen = { differenceId, repair, note };
    const done = await call('POST /reconciliation/differences/:differenceId/approve', seen);
    return {
      text: outcomes[done.outcome ?? ''] ?? done.outcome ?? '',
      isFailure: done.status !== 'resolved',
    };
  };
  return (
    <BulkDialog
      title={isProposing ? words.proposing(rows.length) : words.approving(rows.length)}
      items={rows.map((row) => ({
        row,
        key: row.differenceId,
        text: (
          <>
            {kinds[row.kind]} <code>{row.subject}</code> <MoneyText fen={row.billAmount ?? row.booksAmount} />
            {!isProposing && row.note ? ` · ${row.note}` : ''}
          </>
        ),
      }))}
      isOpen={many !== undefined}
      okText={isProposing ? words.propose : words.approve}
      {...(isProposing ? { reasonLabel: words.note } : {})}
      isReasonNeeded={needsNote}
      act={({ row }, note) => (isProposing ? propose(row, note) : approve(row))}
      onDone={onDone}
      onClose={onClose}
    >
      {isProposing && (
        <Checkbox checked={isKnown} onChange={(event) => setKnown(event.target.checked)}>
          {words.markKnown}
        </Checkbox>
      )}
      <Preview rows={rows} isKnown={isProposing && isKnown} isProven={isProven} />
    </BulkDialog>
  );
}

/** What is done about each kind of repair among the rows. */
function Preview(props: { rows: readonly DifferenceView[]; isKnown: boolean; isProven: boolean }) {
  const words = useWords(WORDS);
  const steps = useWords(STEPS);
  const repairs = new Set(props.rows.map(({ repair }) => (props.isKnown ? 'mark_known' : repair)));
  return (
    <section className="preview">
      <h3>{words.preview}</h3>
      {[...repairs].map(
        (repair) =>
          repair !== 'none' && (
            <ol key={repair}>
              {steps[repair](props.isProven).map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          ),
      )}
    </section>
  );
}
