import { Alert, Button, Form, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { DayPicker } from '../../components/day-picker.tsx';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { focusFirstField } from '../../components/focus.ts';
import { ReasonField } from '../../components/reason-field.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { dayAgo } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool } from '../../session/session.tsx';
import { WORDS } from './notification-words.ts';

/** What the list was filtered by when the dialog was opened. */
interface Begun {
  readonly appId?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Asks which days' failed notifications are sent again, says how many those are, and why it is done. */
export function ResendDialog(props: {
  isOpen: boolean;
  begun: Begun;
  onResent: (count: number) => void;
  onClose: () => void;
}) {
  const { isOpen, begun, onResent, onClose } = props;
  const words = useWords(WORDS);
  const place = useRef<HTMLDivElement>(null);
  return (
    <Modal
      title={words.resend}
      open={isOpen}
      footer={null}
      onCancel={onClose}
      afterOpenChange={(isNow) => isNow && focusFirstField(place.current)}
      destroyOnHidden
    >
      <p>{words.resendAdvice}</p>
      <div ref={place}>
        <ResendForm
          begun={begun}
          onCancel={onClose}
          onResent={(count) => {
            onClose();
            onResent(count);
          }}
        />
      </div>
    </Modal>
  );
}

interface Filled {
  readonly from: Dayjs;
  readonly to: Dayjs;
  /** Empty: every app. */
  readonly appId: string;
  readonly reason: string;
}

const DAYS = 7;
const textOf = (day: Dayjs) => day.format('YYYY-MM-DD');

function ResendForm(props: { begun: Begun; onResent: (count: number) => void; onCancel: () => void }) {
  const { begun, onResent, onCancel } = props;
  const words = useWords(WORDS);
  const school = useSchool();
  const [form] = Form.useForm<Filled>();
  const initial = {
    from: dayjs(begun.from ?? dayAgo(DAYS - 1)),
    to: dayjs(begun.to ?? dayAgo(0)),
    appId: begun.appId ?? '',
  };
  const from = Form.useWatch('from', form) ?? initial.from;
  const to = Form.useWatch('to', form) ?? initial.to;
  const appId = Form.useWatch('appId', form) ?? initial.appId;
  const { answer, error, isLoading } = useAnswer('GET /notifications/resend', {
    ...school,
    from: textOf(from),
    to: textOf(to),
  });
  const { count: total = 0, byApp = [] } = answer ?? {};
  const count = appId === '' ? total : (byApp.find((app) => app.appId === appId)?.count ?? 0);
  const resend = useAction(async ({ reason, ...input }: Filled) => {
    const { resent } = await call('POST /notifications/resend', {
      ...school,
      ...(input.appId === '' ? {} : { appId: input.appId }),
      from: textOf(input.from),
      to: textOf(input.to),
      reason,
    });
    onResent(resent);
  });
  const apps = byApp.map((app) => ({ value: app.appId, label: words.ofApp(app.appName, app.count) }));
  const isListed = appId === '' || apps.some(({ value }) => value === appId);
  const needed = { required: true, message: words.needed };
  return (
    <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={resend.run}>
      <Form.Item name="from" label={words.from} rules={[needed]}>
        <DayPicker allowClear={false} maxDate={to} />
      </Form.Item>
      <Form.Item name="to" label={words.to} rules={[needed]}>
        <DayPicker allowClear={false} minDate={from} />
      </Form.Item>
      <Form.Item name="appId" label={words.whose}>
        <Select
          options={[
            { value: '', label: words.ofApp(words.allApps, total) },
            ...apps,
            ...(isListed ? [] : [{ value: appId, label: words.ofApp(appId, 0) }]),
          ]}
        />
      </Form.Item>
      <ReasonField />
      {answer && (
        <Alert
          type={count > 0 ? 'info' : 'success'}
          role="status"
          showIcon
          title={count > 0 ? words.count(count) : words.nothing}
        />
      )}
      <RefusalAlert error={resend.error ?? error} />
      <DialogFoot onCancel={onCancel} isBusy={resend.isBusy}>
        <Button type="primary" htmlType="submit" disabled={isLoading || count === 0} loading={resend.isBusy}>
          {words.confirm}
        </Button>
      </DialogFoot>
    </Form>
  );
}
