import type { InvoiceInput } from '@zhixiao/contract/console/orders';
import { Form, Input, Radio } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    title: '开票',
    type: '开票类型',
    individual: '个人',
    company: '单位',
    name: '抬头',
    taxNo: '纳税人识别号',
    phone: '接收手机',
    email: '接收邮箱（选填）',
    needed: '请填写',
    confirm: '提交',
  },
  en: {
    title: 'Issue an invoice',
    type: 'Issue to',
    individual: 'An individual',
    company: 'An organisation',
    name: 'Name',
    taxNo: 'Taxpayer number',
    phone: 'Mobile phone',
    email: 'E-mail (optional)',
    needed: 'Required',
    confirm: 'Submit',
  },
};

/** What partners call what the form asks for. */
const FIELDS = {
  payer_name: 'payerName',
  payer_taxnum: 'taxNo',
  phone: 'phone',
  payer_email: 'email',
} as const;

/** Asks whom an invoice is to be made out to. */
export function InvoiceDialog(props: {
  orderId: string;
  isOpen: boolean;
  onAsked: () => void;
  onRefused: () => void;
  onClose: () => void;
}) {
  const { orderId, isOpen, onAsked, onRefused, onClose } = props;
  const words = useWords(WORDS);
  const ask = async ({ taxNo, email, ...input }: InvoiceInput) => {
    await call('POST /orders/:orderId/invoice', {
      orderId,
      ...input,
      ...(taxNo ? { taxNo } : {}),
      ...(email ? { email } : {}),
    });
    onClose();
    onAsked();
  };
  const needed = [{ required: true, whitespace: true, message: words.needed }];
  return (
    <FormDialog<InvoiceInput>
      title={words.title}
      isOpen={isOpen}
      okText={words.confirm}
      initialValues={{ payerType: 'individual' }}
      onSubmit={ask}
      fieldNames={FIELDS}
      onRefused={onRefused}
      onClose={onClose}
    >
      <Form.Item name="payerType" label={words.type}>
        <Radio.Group
          options={[
            { value: 'individual', label: words.individual },
            { value: 'company', label: words.company },
          ]}
        />
      </Form.Item>
      <Form.Item name="payerName" label={words.name} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <TaxNo />
      <Form.Item name="phone" label={words.phone} rules={needed}>
        <Input inputMode="tel" maxLength={20} />
      </Form.Item>
      <Form.Item name="email" label={words.email}>
        <Input inputMode="email" maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}

/** An organisation's. */
function TaxNo() {
  const words = useWords(WORDS);
  if (Form.useWatch('payerType') !== 'company') return null;
  return (
    <Form.Item
      name="taxNo"
      label={words.taxNo}
      rules={[{ required: true, whitespace: true, message: words.needed }]}
    >
      <Input maxLength={30} />
    </Form.Item>
  );
}
