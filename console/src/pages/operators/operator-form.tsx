import type { Role } from '@zhixiao/contract/codes/access';
import type { LinkAnswer } from '@zhixiao/contract/console/link-answer';
import type { OperatorView } from '@zhixiao/contract/console/operators';
import { ROLE_NAMES } from '@zhixiao/contract/words/operators';
import { Checkbox, Form, Input, Select, Switch } from 'antd';
import { call } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { useSession } from '../../session/session.tsx';

const WORDS = {
  zh: {
    new: '新增操作员',
    change: (account: string) => `修改 ${account}`,
    account: '账号（小写字母、数字、. _ - @，创建后不能修改）',
    accountWrong: '2 至 63 个小写字母、数字或 . _ - @，以字母或数字开头',
    name: '姓名',
    role: '角色',
    all: '全部学校（包括以后新增的）',
    schools: '学校',
    apps: '应用（合作方只能看到这些应用，看不到学校的其他内容）',
    needed: '请填写',
    email: '邮箱（选填，用来接收一次性链接）',
    emailWrong: '请填写完整的邮箱地址',
    phone: '手机号（选填，用来接收一次性链接）',
    phoneWrong: '请填写 11 位手机号',
    kept: (stored: string) => `已填 ${stored}，不改请留空`,
    remove: '移除联系方式',
    removed: { email: (stored: string) => `邮箱 ${stored}`, phone: (stored: string) => `手机号 ${stored}` },
  },
  en: {
    new: 'New operator',
    change: (account: string) => `Change ${account}`,
    account: 'Account (lowercase letters, digits, . _ - and @; cannot be changed later)',
    accountWrong: 'Use 2 to 63 lowercase letters, digits or . _ - @, starting with a letter or digit',
    name: 'Name',
    role: 'Role',
    all: 'All schools, including future ones',
    schools: 'Schools',
    apps: 'Apps (a partner sees these and nothing else of the school)',
    needed: 'Required',
    email: 'E-mail (optional; receives one-time links)',
    emailWrong: 'Enter a complete e-mail address',
    phone: 'Mobile phone (optional; receives one-time links)',
    phoneWrong: 'Enter an 11-digit phone number',
    kept: (stored: string) => `${stored} (unchanged)`,
    remove: 'Remove a contact',
    removed: { email: (stored: string) => `E-mail ${stored}`, phone: (stored: string) => `Phone ${stored}` },
  },
};

interface Filled {
  readonly account?: string;
  readonly name: string;
  readonly role: Role;
  readonly isAll: boolean;
  readonly schoolIds?: readonly string[];
  readonly appIds?: readonly string[];
  readonly email?: string;
  readonly phone?: string;
  /** What is stored of the contact and goes. */
  readonly removed?: readonly ('email' | 'phone')[];
}

/** Makes an operator, or changes its name, role and schools. */
export function OperatorForm(props: {
  operator: OperatorView | 'new' | undefined;
  onDone: (answer: LinkAnswer | object) => void;
  onClose: () => void;
}) {
  const { operator, onDone, onClose } = props;
  const words = useWords(WORDS);
  const roles = useWords(ROLE_NAMES);
  const known = operator === 'new' ? undefined : operator;
  const save = async (filled: Filled) => {
    const { account, name, role, removed = [], email, phone } = filled;
    const access = {
      name,
      role,
      ...placeOf(filled),
      ...contactOf({ ...(email ? { email } : {}), ...(phone ? { phone } : {}) }, removed),
    };
    if (known) {
      onDone(await call('PUT /operators/:operatorId', { operatorId: known.operatorId, ...access }));
    } else {
      onDone(await call('POST /operators', { account: account ?? '', ...access }));
    }
    onClose();
  };
  const needed = { required: true, message: words.needed };
  return (
    <FormDialog<Filled>
      title={known ? words.change(known.account) : words.new}
      isOpen={operator !== undefined}
      initialValues={{
        name: known?.name,
        role: known?.role ?? 'support',
        isAll: known !== undefined && known.schoolIds === undefined,
        schoolIds: known?.schoolIds ?? [],
        appIds: known?.appIds ?? [],
      }}
      onSubmit={save}
      onClose={onClose}
    >
      {!known && (
        <Form.Item
          name="account"
          label={words.account}
          rules={[{ ...needed, pattern: /^[a-z0-9][a-z0-9._@-]{1,62}$/, message: words.accountWrong }]}
        >
          <Input autoComplete="off" autoFocus />
        </Form.Item>
      )}
      <Form.Item name="name" label={words.name} rules={[{ ...needed, whitespace: true }]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={words.role} rules={[needed]}>
        <Select options={Object.entries(roles).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <PlaceChoice />
      <Form.Item
        name="email"
        label={words.email}
        rules={[{ pattern: /^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$/, message: words.emailWrong }]}
      >
        <Input maxLength={200} autoComplete="off" {...placeholderOf(words.kept, known?.contact.email)} />
      </Form.Item>
      <Form.Item
        name="phone"
        label={words.phone}
        rules={[{ pattern: /^1\d{10}$/, message: words.phoneWrong }]}
      >
        <Input maxLength={11} autoComplete="off" {...placeholderOf(words.kept, known?.contact.phone)} />
      </Form.Item>
      {known && <ContactRemoval contact={known.contact} />}
    </FormDialog>
  );
}

/** What is given is kept, what is to go is sent empty, and the rest is left out. */
function contactOf(given: Pick<Filled, 'email' | 'phone'>, removed: readonly ('email' | 'phone')[]) {
  const kept = Object.entries(given).filter(([, value]) => value);
  return { ...Object.fromEntries(removed.map((field) => [field, ''])), ...Object.fromEntries(kept) };
}

/** An address that is not the operator's any more: links go elsewhere, or are handed over. */
function ContactRemoval({ contact }: { contact: OperatorView['contact'] }) {
  const words = useWords(WORDS);
  const stored = (['email', 'phone'] as const).filter((field) => contact[field] !== undefined);
  if (stored.length === 0) return null;
  return (
    <Form.Item name="removed" label={words.remove}>
      <Checkbox.Group
        options={stored.map((field) => ({ value: field, label: words.removed[field](contact[field] ?? '') }))}
      />
    </Form.Item>
  );
}

/** What is stored, masked. */
function placeholderOf(kept: (stored: string) => string, stored: string | undefined) {
  return stored === undefined ? {} : { placeholder: kept(stored) };
}

/** A partner has apps, everybody else schools. */
function placeOf({ role, isAll, schoolIds = [], appIds = [] }: Filled) {
  if (role === 'partner') return { appIds };
  return isAll ? {} : { schoolIds };
}

/** What the operator may see, by its role. */
function PlaceChoice() {
  const words = useWords(WORDS);
  if (Form.useWatch('role') === 'partner') return <AppChoice />;
  return (
    <>
      <Form.Item name="isAll" label={words.all} valuePropName="checked">
        <Switch />
      </Form.Item>
      <SchoolChoice />
    </>
  );
}

function AppChoice() {
  const words = useWords(WORDS);
  const { aside } = useWords(MARKS);
  const { answer } = useAnswer('GET /app-names');
  return (
    <Form.Item name="appIds" label={words.apps} rules={[{ required: true, message: words.needed }]}>
      <Select
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        options={(answer?.apps ?? []).map(({ appId, name }) => ({ value: appId, label: aside(name, appId) }))}
      />
    </Form.Item>
  );
}

/** Which schools, while it is not all of them. */
function SchoolChoice() {
  const words = useWords(WORDS);
  const { schools } = useSession();
  if (Form.useWatch('isAll')) return null;
  return (
    <Form.Item name="schoolIds" label={words.schools} rules={[{ required: true, message: words.needed }]}>
      <Select
        mode="multiple"
        options={schools.map(({ schoolId, name }) => ({ value: schoolId, label: name }))}
      />
    </Form.Item>
  );
}
