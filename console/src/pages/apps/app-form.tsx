import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import type { AppSettings, AppView } from '@zhixiao/contract/console/apps';
import { Form, Input, Radio, Select, Switch } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { WORDS } from './app-words.ts';
import { NO_RULES, RuleFields } from './rule-fields.tsx';

interface Filled extends AppSettings {
  readonly schoolId?: string;
  readonly brings?: boolean;
  readonly brought?: AppSecretsView;
}

const CIPHERS = ['aes-256-cbc', 'aes-128-cbc'] as const;

/** Creates an app, or changes its name and its protocol settings. */
export function AppForm(props: {
  app: AppView | 'new' | undefined;
  onDone: (answer: AppSecretsView | object) => void;
  onClose: () => void;
}) {
  const { app, onDone, onClose } = props;
  const words = useWords(WORDS);
  const { schools } = useSession();
  const { schoolId: chosen = schools[0]?.schoolId } = useSchool();
  const known = app === 'new' ? undefined : app;
  const save = async ({ schoolId = '', brings: _, brought, ...settings }: Filled) => {
    if (known) {
      onDone(await call('PUT /apps/:appId', { appId: known.appId, ...settings }));
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
        rules: known?.rules ?? NO_RULES,
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
      <RuleFields />
      {!known && (
        <Form.Item name="brings" label={words.brings} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      {!known && <BroughtKeys />}
    </FormDialog>
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
