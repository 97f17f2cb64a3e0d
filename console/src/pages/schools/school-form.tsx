import type { FourEyes } from '@zhixiao/contract/codes/changes';
import type { SchoolView } from '@zhixiao/contract/console/schools';
import { FOUR_EYES_NAMES } from '@zhixiao/contract/words/changes';
import { Form, Input, InputNumber, Select } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './school-words.ts';

const FEN = 100;

interface Filled {
  readonly newSchoolId?: string;
  readonly name: string;
  readonly limitYuan?: number;
  readonly fourEyes?: FourEyes;
}

/** Makes a school, or changes its name and how much of a payment is refunded by one person alone. */
export function SchoolForm(props: {
  school: SchoolView | 'new' | undefined;
  onDone: (answer: object) => void;
  onClose: () => void;
}) {
  const { school, onDone, onClose } = props;
  const words = useWords(WORDS);
  const settings = useWords(FOUR_EYES_NAMES);
  const known = school === 'new' ? undefined : school;
  const save = async ({ newSchoolId = '', name, limitYuan = 0, fourEyes = 'default' }: Filled) => {
    if (known) {
      const refundApprovalAbove = Math.round(limitYuan * FEN);
      const change = { schoolId: known.schoolId, name, refundApprovalAbove, fourEyes };
      onDone(await call('PUT /schools/:schoolId', change));
    } else {
      onDone(await call('POST /schools', { newSchoolId, name }));
    }
    onClose();
  };
  const needed = { required: true, message: words.needed };
  return (
    <FormDialog<Filled>
      title={known ? known.name : words.new}
      isOpen={school !== undefined}
      initialValues={{
        name: known?.name,
        limitYuan: known && known.refundApprovalAbove / FEN,
        fourEyes: known?.fourEyes,
      }}
      onSubmit={save}
      onClose={onClose}
    >
      {!known && (
        <Form.Item
          name="newSchoolId"
          label={words.id}
          rules={[{ ...needed, pattern: /^[0-9A-Za-z_-]{1,32}$/, message: words.idWrong }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={words.name} rules={[{ ...needed, whitespace: true }]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      {known && (
        <Form.Item name="limitYuan" label={words.limit} rules={[needed]}>
          <InputNumber min={0} max={100_000_000} precision={2} />
        </Form.Item>
      )}
      {known && (
        <Form.Item name="fourEyes" label={words.fourEyes}>
          <Select options={Object.entries(settings).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
      )}
    </FormDialog>
  );
}
