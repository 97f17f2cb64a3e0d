import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { DIFFERENCE_MEANINGS, RECORD_STATUSES } from '@zhixiao/contract/words/reconciliation';
import { Button, Checkbox, Descriptions, Form, Input, Modal, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { BillDetail, UnreadLine } from './bill-detail.tsx';
import { DifferenceSubject } from './difference-subject.tsx';
import { STEPS } from './difference-words.ts';

const WORDS = {
  zh: {
    subject: '单号',
    books: '我方',
    bill: '账单',
    nothing: '没有记录',
    preview: '复核通过后会发生什么',
    note: '说明（给复核人看，并长期保留）',
    noteNeeded: '请填写说明',
    markKnown: '不修复，只以说明关闭',
    propose: '提交复核',
    approve: '通过并执行',
    reject: '驳回',
    rejectReason: '驳回原因',
    by: (name: string) => `${name} 提出`,
  },
  en: {
    subject: 'Number',
    books: 'Books',
    bill: 'Bill',
    nothing: 'No record',
    preview: 'What happens when it is approved',
    note: 'Note (shown to the approver and kept)',
    noteNeeded: 'Enter a note',
    markKnown: 'Close it with the note, without a repair',
    propose: 'Submit for approval',
    approve: 'Approve and carry out',
    reject: 'Reject',
    rejectReason: 'Reason for rejecting',
    by: (name: string) => `Proposed by ${name}`,
  },
};

/** Both sides of a difference, what its repair would do, and the next step of the two people. */
export function RepairDialog(props: {
  difference: DifferenceView | undefined;
  isProven: boolean;
  onDone: () => void;
  onClose: () => void;
}) {
  const { difference, isProven, onDone, onClose } = props;
  const kinds = useWords(DIFFERENCE_MEANINGS);
  const done = () => {
    onClose();
    onDone();
  };
  return (
    <Modal
      title={difference && kinds[difference.kind]}
      open={difference !== undefined}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      {difference && <Sides difference={difference} />}
      {difference && <BillDetail difference={difference} />}
      {difference?.kind === 'unreadable_line' && <UnreadLine difference={difference} />}
      {difference?.status === 'open' && (
        <ProposalForm difference={difference} isProven={isProven} onDone={done} onCancel={onClose} />
      )}
      {difference?.status === 'proposed' && (
        <ApprovalForm difference={difference} isProven={isProven} onDone={done} onCancel={onClose} />
      )}
    </Modal>
  );
}

function Sides({ difference }: { difference: DifferenceView }) {
  const words = useWords(WORDS);
  const statuses = useWords(RECORD_STATUSES);
  const side = (amount: number | undefined, status = '', at: string | undefined) =>
    amount === undefined ? (
      words.nothing
    ) : (
      <Space wrap>
        <MoneyText fen={amount} />
        <span>{statuses[status] ?? status}</span>
        <TimeText at={at} />
      </Space>
    );
  const { booksAmount, booksStatus, booksAt, billAmount, billStatus, billAt, detail } = difference;
  const sides = [
    {
      key: 'books',
      label: words.books,
      amount: booksAmount,
      children: side(booksAmount, booksStatus, booksAt),
    },
    { key: 'bill', label: words.bill, amount: billAmount, children: side(billAmount, billStatus, billAt) },
  ];
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      items={[
        { key: 'subject', label: words.subject, children: <DifferenceSubject difference={difference} /> },
        // an unreadable line exists in the bill, so it is not shown as "no record"
        ...sides.filter(({ amount }) => detail === undefined || amount !== undefined),
      ]}
    />
  );
}

function Preview({ repair, isProven }: { repair: DifferenceView['repair']; isProven: boolean }) {
  const words = useWords(WORDS);
  const steps = useWords(STEPS);
  if (repair === 'none') return null;
  return (
    <section className="preview">
      <h3>{words.preview}</h3>
      <ol>
        {steps[repair](isProven).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

interface FormProps {
  difference: DifferenceView;
  isProven: boolean;
  onDone: () => void;
  onCancel: () => void;
}

function ProposalForm({ difference: { differenceId, repair }, isProven, onDone, onCancel }: FormProps) {
  const words = useWords(WORDS);
  const [markKnown, setMarkKnown] = useState(repair === 'mark_known');
  const propose = useAction(async ({ note = '' }: { note?: string }) => {
    const params = { differenceId, note: note.trim(), markKnown };
    await call('POST /reconciliation/differences/:differenceId/propose', params);
    onDone();
  });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={propose.run}>
      <Preview repair={markKnown ? 'mark_known' : repair} isProven={isProven} />
      {repair !== 'mark_known' && (
        <Form.Item>
          <Checkbox checked={markKnown} onChange={(event) => setMarkKnown(event.target.checked)}>
            {words.markKnown}
          </Checkbox>
        </Form.Item>
      )}
      <Form.Item
        name="note"
        label={words.note}
        rules={[{ required: markKnown, whitespace: markKnown, message: words.noteNeeded }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <RefusalAlert error={propose.error} />
      <DialogFoot onCancel={onCancel} isBusy={propose.isBusy}>
        <Button type="primary" htmlType="submit" loading={propose.isBusy}>
          {words.propose}
        </Button>
      </DialogFoot>
    </Form>
  );
}

function ApprovalForm({ difference, isProven, onDone, onCancel }: FormProps) {
  const words = useWords(WORDS);
  const { differenceId, repair, proposedByName = '', note = '' } = difference;
  const [reason, setReason] = useState('');
  const approve = useAction(async () => {
    const params = { differenceId, repair, note };
    await call('POST /reconciliation/differences/:differenceId/approve', params);
    onDone();
  });
  const reject = useAction(async () => {
    await call('POST /reconciliation/differences/:differenceId/reject', { differenceId, reason });
    onDone();
  });
  const error = approve.error ?? reject.error;
  return (
    <>
      <p>
        <strong>{words.by(proposedByName)}</strong> {note}
      </p>
      <Preview repair={repair} isProven={isProven} />
      <RefusalAlert error={error} />
      <Input
        aria-label={words.rejectReason}
        placeholder={words.rejectReason}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <DialogFoot onCancel={onCancel} isBusy={approve.isBusy || reject.isBusy}>
        <Button danger disabled={reason.trim() === ''} onClick={reject.run} loading={reject.isBusy}>
          {words.reject}
        </Button>
        <Button type="primary" onClick={approve.run} loading={approve.isBusy}>
          {words.approve}
        </Button>
      </DialogFoot>
    </>
  );
}
