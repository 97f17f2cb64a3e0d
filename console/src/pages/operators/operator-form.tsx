import { Form, Input, Select, Switch } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import type { Role } from '../../contract/access.ts';
import type { OneTimeLink, OperatorView } from '../../contract/operators.ts';
import { ROLE_NAMES } from '../../contract/words/operators.ts';
import { useWords } from '../../language/language.tsx';
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
    needed: '请填写',
  },
  en: {
    new: 'New operator',
    change: (account: string) => `Change ${account}`,
    account: 'Account (lower-case letters, digits, . _ - @; stays as it is)',
    accountWrong: '2 to 63 lower-case letters, digits or . _ - @, beginning with a letter or digit',
    name: 'Name',
    role: 'Role',
    all: 'All schools, those to come too',
    schools: 'Schools',
    needed: 'Fill this in',
  },
};

interface Filled {
  readonly account?: string;
  readonly name: string;
  readonly role: Role;
  readonly isAll: boolean;
  readonly schoolIds?: readonly string[];
}

/** Makes an operator, or changes its name, role and schools. */
export function OperatorForm(props: {
  operator: OperatorView | 'new' | undefined;
  onDone: (link?: OneTimeLink) => void;
  onClose: () => void;
}) {
  const { operator, onDone, onClose } = props;
  const words = useWords(WORDS);
  const roles = useWords(ROLE_NAMES);
  const known = operator === 'new' ? undefined : operator;
  const save = async ({ account, isAll: all, schoolIds, name, role }: Filled) => {
    const access = { name, role, ...(all ? {} : { schoolIds: schoolIds ?? [] }) };
    if (known) {
      await call('PUT /operators/:operatorId', { operatorId: known.operatorId, ...access });
      onDone();
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
      <Form.Item name="isAll" label={words.all} valuePropName="checked">
        <Switch />
      </Form.Item>
      <SchoolChoice />
    </FormDialog>
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
