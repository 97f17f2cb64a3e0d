import type { InvoiceInput, OrderTimelineView } from '@zhixiao/contract/console/orders';
import { Form, Input, Radio } from 'antd';
import { call } from '../../api/call.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { MoneyText } from '../../components/money-text.tsx';
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
    asPayer: (name: string) => `留空则开给缴费人 ${name}`,
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
    asPayer: (name: string) => `Leave empty to make it out to the payer, ${name}`,
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
  order: OrderTimelineView['order'];
  isOpen: boolean;
  onAsked: () => void;
  onRefused: () => void;
  onClose: () => void;
}) {
  const { order, isOpen, onAsked, onRefused, onClose } = props;
  const words = useWords(WORDS);
  const ask = async ({ payerName, taxNo, email, ...input }: InvoiceInput) => {
    await call('POST /orders/:orderId/invoice', {
      orderId: order.orderId,
      ...input,
      ...(payerName?.trim() ? { payerName } : {}),
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
      intro={
        <p>
          {order.userName} {order.body} <MoneyText fen={order.totalAmount - order.refundedAmount} />
        </p>
      }
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
      <PayerName payer={order.userName} />
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

/** An individual is whom the order is for, unless another name is given; what that is stays masked. */
function PayerName({ payer }: { payer: string | undefined }) {
  const words = useWords(WORDS);
  const isNeeded = Form.useWatch('payerType') === 'company' || payer === undefined;
  return (
    <Form.Item
      name="payerName"
      label={words.name}
      {...(isNeeded ? {} : { extra: words.asPayer(payer) })}
      rules={[{ required: isNeeded, whitespace: isNeeded, message: words.needed }]}
    >
      <Input maxLength={100} />
    </Form.Item>
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
