import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Alert, Button, Form, Modal, Select, Skeleton } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { DayPicker } from '../../components/day-picker.tsx';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { goTo } from '../../routing/location.ts';
import { useSchool } from '../../session/session.tsx';
import { WORDS } from './day-words.ts';

/** Has the bill of a merchant's day fetched now, and shows the day when it is there. */
export function FetchDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const words = useWords(WORDS);
  return (
    <Modal title={words.fetch} open={isOpen} footer={null} onCancel={onClose} destroyOnHidden>
      <FetchForm onCancel={onClose} />
    </Modal>
  );
}

interface Filled {
  readonly channelAccountId: string;
  readonly day: Dayjs;
}

function FetchForm({ onCancel }: { onCancel: () => void }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const { answer, error } = useAnswer('GET /reconciliation/accounts', useSchool());
  const [isLate, setLate] = useState(false);
  const fetching = useAction(async ({ channelAccountId, day }: Filled) => {
    setLate(false);
    const date = day.format('YYYY-MM-DD');
    const fetched = await call('POST /reconciliation/days/:channelAccountId/:date/fetch', {
      channelAccountId,
      date,
    });
    if (fetched.state === 'later') setLate(true);
    else goTo(`/reconciliation/${encodeURIComponent(fetched.channelAccountId)}/${date}`);
  });
  if (!answer) return error ? <RefusalAlert error={error} /> : <Skeleton active />;
  const lastDay = dayjs(answer.lastDate);
  const needed = { required: true, message: words.needed };
  const failed = fetching.error ?? error;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={fetching.run} initialValues={{ day: lastDay }}>
      <Form.Item name="channelAccountId" label={words.account} rules={[needed]}>
        <Select
          autoFocus
          options={answer.accounts.map(
            ({ channelAccountId, schoolName, channel, merchant, application }) => ({
              value: channelAccountId,
              label: [schoolName, channels[channel], merchant ?? channelAccountId, application]
                .filter(Boolean)
                .join(' · '),
            }),
          )}
        />
      </Form.Item>
      <Form.Item name="day" label={words.day} rules={[needed]}>
        <DayPicker allowClear={false} maxDate={lastDay} />
      </Form.Item>
      {isLate && <Alert type="warning" role="status" showIcon title={words.later} />}
      <RefusalAlert error={failed} />
      <DialogFoot onCancel={onCancel} isBusy={fetching.isBusy}>
        <Button type="primary" htmlType="submit" loading={fetching.isBusy}>
          {words.fetch}
        </Button>
      </DialogFoot>
    </Form>
  );
}
