import { CHANNELS, type ChannelName } from '@zhixiao/contract/codes/channels';
import type { PersonView } from '@zhixiao/contract/console/directory';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Form, Input, Select } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './person-words.ts';

interface Filled {
  readonly channel: ChannelName;
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
  const bind = async (typed: Filled) => {
    await call('POST /directory/bind', { schoolId, userNo: person?.userNo ?? '', ...typed });
    onClose();
    onDone();
  };
  return (
    <FormDialog<Filled>
      title={`${words.bind} · ${person?.userName ?? ''}`}
      isOpen={person !== undefined}
      okText={words.bind}
      intro={<p>{words.bindHint}</p>}
      initialValues={{ channel: CHANNELS[0] }}
      onSubmit={bind}
      onClose={onClose}
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
    </FormDialog>
  );
}
