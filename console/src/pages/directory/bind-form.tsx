import { Form, Input, Modal, Select } from 'antd';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { CHANNEL_NAMES } from '../../components/channel-names.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import type { PersonView } from '../../contract/directory.ts';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './person-words.ts';

interface Filled {
  readonly channel: 'wechat' | 'alipay';
  readonly uid: string;
}

/** Binds a payer's account to a person on the operator's word. */
export function BindForm(props: {
  person: PersonView | undefined;
  schoolId: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const { person, schoolId, onDone, onClose } = props;
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const [form] = Form.useForm<Filled>();
  const bind = useAction(async (typed: Filled) => {
    await call('POST /directory/bind', { schoolId, userNo: person?.userNo ?? '', ...typed });
    onClose();
    onDone();
  });
  return (
    <Modal
      title={`${words.bind} · ${person?.userName ?? ''}`}
      open={person !== undefined}
      okText={words.bind}
      confirmLoading={bind.isBusy}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{words.bindHint}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={bind.run}
        initialValues={{ channel: 'wechat' }}
      >
        <Form.Item name="channel" label={words.channel}>
          <Select options={Object.entries(channels).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item
          name="uid"
          label={words.uid}
          rules={[{ required: true, whitespace: true, message: words.needed }]}
        >
          <Input maxLength={128} autoComplete="off" />
        </Form.Item>
        {/* without one, Enter does nothing in a form of several fields */}
        <button type="submit" hidden />
      </Form>
      <RefusalAlert error={bind.error} />
    </Modal>
  );
}
