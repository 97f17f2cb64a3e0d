import { CHANNELS, type ChannelName } from '@zhixiao/contract/codes/channels';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Button, Form, Radio, Select } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { WORDS } from './account-words.ts';

/** Whose a new account is. */
export interface Owner {
  readonly schoolId: string;
  readonly appId?: string;
  readonly channel: ChannelName;
}

/** The first step of a new account: its channel, its school, and perhaps its app. */
export function NewAccountChoice({ onChosen }: { onChosen: (owner: Owner) => void }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const { schools } = useSession();
  const { schoolId: chosen = schools[0]?.schoolId } = useSchool();
  const [form] = Form.useForm<Owner>();
  const schoolId = Form.useWatch('schoolId', form);
  const { answer } = useAnswer('GET /apps');
  const apps = (answer?.rows ?? []).filter((app) => app.schoolId === schoolId);
  const needed = { required: true, message: words.needed };
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      className="narrow"
      onFinish={({ appId, ...owner }) => onChosen({ ...owner, ...(appId ? { appId } : {}) })}
      initialValues={{ channel: CHANNELS[0], schoolId: chosen }}
    >
      <Form.Item name="channel" label={words.channel}>
        <Radio.Group
          options={Object.entries(channels).map(([value, label]) => ({ value, label }))}
          optionType="button"
        />
      </Form.Item>
      <Form.Item name="schoolId" label={words.school} rules={[needed]}>
        <Select options={schools.map((school) => ({ value: school.schoolId, label: school.name }))} />
      </Form.Item>
      <Form.Item name="appId" label={words.app}>
        <Select allowClear options={apps.map(({ appId, name }) => ({ value: appId, label: name }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {words.next}
      </Button>
    </Form>
  );
}
