import { Form, Input, Radio, Select, Switch } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import type { AppSecretsView, AppSettings, AppView } from '../../contract/apps.ts';
import { PROFILE_NAMES } from '../../contract/words/apps.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { WORDS } from './app-words.ts';

interface Filled extends AppSettings {
  readonly schoolId?: string;
  readonly brings?: boolean;
  readonly brought?: AppSecretsView;
}

const PROFILES = ['v1', 'v2', 'v2-sm'] as const;
const CIPHERS = ['aes-256-cbc', 'aes-128-cbc'] as const;

/** Makes an app, or changes its name and how it is spoken with. */
export function AppForm(props: {
  app: AppView | 'new' | undefined;
  onDone: (secrets?: AppSecretsView) => void;
  onClose: () => void;
}) {
  const { app, onDone, onClose } = props;
  const words = useWords(WORDS);
  const { schools } = useSession();
  const { schoolId: chosen = schools[0]?.schoolId } = useSchool();
  const known = app === 'new' ? undefined : app;
  const save = async ({ schoolId = '', brings: _, brought, ...settings }: Filled) => {
    if (known) {
      await call('PUT /apps/:appId', { appId: known.appId, ...settings });
      onDone();
    } else {
      onDone(await call('POST /apps', { schoolId, ...settings, ...(brought ? { brought } : {}) }));
    }
    onClose();
  };
  const needed = { required: true, whitespace: true, message: words.needed };
  return (
    <FormDialog<Filled>
      title={known ? words.change(known.name) : words.new}
      isOpen={app !== undefined}
      initialValues={{
        schoolId: chosen,
        name: known?.name,
        cipher: known?.cipher ?? 'aes-256-cbc',
        spDataAsText: known?.spDataAsText ?? false,
        rules: known?.rules ?? { leastVersion: 1, notifyProfile: 'v1' },
      }}
      onSubmit={save}
      onClose={onClose}
    >
      {!known && (
        <Form.Item name="schoolId" label={words.school} rules={[needed]}>
          <Select options={schools.map(({ schoolId, name }) => ({ value: schoolId, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="name" label={words.name} rules={[needed]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="cipher" label={words.cipher}>
        <Select options={CIPHERS.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="spDataAsText" label={words.spData}>
        <Radio.Group
          options={[
            { value: false, label: words.asObject },
            { value: true, label: words.asText },
          ]}
        />
      </Form.Item>
      <ProtocolFields />
      {!known && (
        <Form.Item name="brings" label={words.brings} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      {!known && <BroughtKeys />}
    </FormDialog>
  );
}

/** Which version of the protocol the app has to speak, and is spoken to in. */
function ProtocolFields() {
  const words = useWords(WORDS);
  const names = useWords(PROFILE_NAMES);
  const least = Form.useWatch(['rules', 'leastVersion']);
  return (
    <>
      <Form.Item name={['rules', 'leastVersion']} label={words.leastVersion} extra={words.leastVersionHint}>
        <Radio.Group
          options={[
            { value: 1, label: words.anyVersion },
            { value: 2, label: words.secondOnly },
          ]}
        />
      </Form.Item>
      <Form.Item
        name={['rules', 'notifyProfile']}
        label={words.notifyProfile}
        dependencies={[['rules', 'leastVersion']]}
        rules={[
          {
            validator: (_rule, value) =>
              least === 2 && value === 'v1' ? Promise.reject(words.notifyOlder) : Promise.resolve(),
          },
        ]}
      >
        <Select options={PROFILES.map((value) => ({ value, label: names[value] }))} />
      </Form.Item>
    </>
  );
}

/** The keys an app is known by already, if it brings any. */
function BroughtKeys() {
  const words = useWords(WORDS);
  if (!Form.useWatch('brings')) return null;
  const needed = { required: true, whitespace: true, message: words.needed };
  return (
    <>
      <Form.Item name={['brought', 'appId']} label="appid" rules={[needed]}>
        <Input maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['brought', 'appSecret']} label="appsecret" rules={[needed]}>
        <Input.Password maxLength={128} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['brought', 'aesKey']} label="aes_key" rules={[needed]}>
        <Input.Password maxLength={32} autoComplete="off" />
      </Form.Item>
    </>
  );
}
