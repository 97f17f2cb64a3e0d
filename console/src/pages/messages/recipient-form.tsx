import type { Language } from '@zhixiao/contract/codes/languages';
import {
  MESSAGE_KINDS,
  MESSAGE_METHODS,
  type MessageKind,
  type MessageMethod,
} from '@zhixiao/contract/codes/messages';
import type { RecipientView } from '@zhixiao/contract/console/messages';
import { LANGUAGE_NAMES, MESSAGE_KIND_NAMES, MESSAGE_METHOD_NAMES } from '@zhixiao/contract/words/messages';
import { Checkbox, Form, Input, Radio, Select, Space, Switch } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useLanguage, useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { WORDS } from './message-words.ts';

/** Stands for no school in particular. */
const ALL = '';
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

interface Filled {
  readonly name: string;
  readonly schoolId?: string;
  readonly method?: MessageMethod;
  readonly address?: string;
  readonly secret?: string;
  readonly kinds: readonly MessageKind[];
  readonly language: Language;
  readonly quietFrom?: string;
  readonly quietUntil?: string;
  readonly enabled?: boolean;
}

/** Makes a recipient of messages, or changes one; an address is never shown again. */
export function RecipientForm(props: {
  recipient: RecipientView | 'new' | undefined;
  onDone: () => void;
  onClose: () => void;
}) {
  const { recipient, onDone, onClose } = props;
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const { schools, allSchools } = useSession();
  const { schoolId: switched } = useSchool();
  const known = recipient === 'new' ? undefined : recipient;
  const save = async ({ schoolId, method = 'email', enabled = true, ...filled }: Filled) => {
    const set = setBy(filled);
    if (known) {
      await call('PUT /message-recipients/:recipientId', { recipientId: known.recipientId, enabled, ...set });
    } else {
      await call('POST /message-recipients', { method, ...set, ...(schoolId ? { schoolId } : {}) });
    }
    onDone();
    onClose();
  };
  const needed = { required: true, message: words.needed };
  const choices = schools.map((school) => ({ value: school.schoolId, label: school.name }));
  return (
    <FormDialog<Filled>
      title={known ? words.changing(known.name) : words.new}
      isOpen={recipient !== undefined}
      initialValues={{
        name: known?.name,
        schoolId: switched ?? (allSchools ? ALL : schools[0]?.schoolId),
        method: known?.method ?? 'wecom',
        kinds: known?.kinds ?? ['refund_to_approve', 'change_to_approve'],
        language: known?.language ?? language,
        quietFrom: known?.quietFrom,
        quietUntil: known?.quietUntil,
        enabled: known?.enabled ?? true,
      }}
      fieldNames={{ address: 'address', secret: 'secret', quietFrom: 'quietFrom', quietUntil: 'quietUntil' }}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={words.name} rules={[{ ...needed, whitespace: true }]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      {!known && schools.length > 1 && (
        <Form.Item name="schoolId" label={words.school}>
          <Select options={[...(allSchools ? [{ value: ALL, label: words.all }] : []), ...choices]} />
        </Form.Item>
      )}
      {known ? null : <MethodField />}
      <AddressFields known={known} />
      <KindsField />
      <LanguageField />
      <Form.Item label={words.quiet}>
        <Space>
          {(['quietFrom', 'quietUntil'] as const).map((name) => (
            <Form.Item key={name} name={name} noStyle rules={[{ pattern: TIME, message: words.timeWrong }]}>
              <Input
                aria-label={words[name]}
                placeholder={name === 'quietFrom' ? '22:00' : '07:00'}
                maxLength={5}
              />
            </Form.Item>
          ))}
        </Space>
      </Form.Item>
      {known && (
        <Form.Item name="enabled" label={words.enabled} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** A field that was left empty is not sent. */
function setBy({ name, kinds, language, ...optional }: Omit<Filled, 'schoolId' | 'method' | 'enabled'>) {
  const { address, secret, quietFrom, quietUntil } = optional;
  return {
    name,
    kinds,
    language,
    ...(address ? { address } : {}),
    ...(secret ? { secret } : {}),
    ...(quietFrom ? { quietFrom } : {}),
    ...(quietUntil ? { quietUntil } : {}),
  };
}

function MethodField() {
  const words = useWords(WORDS);
  const methods = useWords(MESSAGE_METHOD_NAMES);
  return (
    <Form.Item name="method" label={words.method}>
      <Radio.Group options={MESSAGE_METHODS.map((value) => ({ value, label: methods[value] }))} />
    </Form.Item>
  );
}

function AddressFields({ known }: { known: RecipientView | undefined }) {
  const words = useWords(WORDS);
  const chosen: MessageMethod | undefined = Form.useWatch('method');
  const method = known?.method ?? chosen;
  const placeholder = known ? { placeholder: words.kept(known.maskedAddress) } : {};
  return (
    <>
      <Form.Item
        name="address"
        label={method === 'email' ? words.email : words.webhook}
        rules={known ? [] : [{ required: true, message: words.needed }]}
      >
        <Input maxLength={500} autoComplete="off" {...placeholder} />
      </Form.Item>
      {method === 'dingtalk' && (
        <Form.Item name="secret" label={words.secret}>
          <Input.Password maxLength={100} autoComplete="new-password" />
        </Form.Item>
      )}
    </>
  );
}

function KindsField() {
  const words = useWords(WORDS);
  const kinds = useWords(MESSAGE_KIND_NAMES);
  return (
    <Form.Item name="kinds" label={words.kinds} rules={[{ type: 'array', min: 1, message: words.needed }]}>
      <Checkbox.Group options={MESSAGE_KINDS.map((value) => ({ value, label: kinds[value] }))} />
    </Form.Item>
  );
}

function LanguageField() {
  const words = useWords(WORDS);
  const languages = useWords(LANGUAGE_NAMES);
  return (
    <Form.Item name="language" label={words.language}>
      <Radio.Group options={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
    </Form.Item>
  );
}
