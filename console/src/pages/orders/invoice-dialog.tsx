import { Alert, Form, Input, Modal, Radio } from 'antd';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import type { InvoiceWish } from '../../contract/orders.ts';
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
    cancel: '取消',
  },
  en: {
    title: 'Issue an invoice',
    type: 'Made out to',
    individual: 'A person',
    company: 'An organisation',
    name: 'Name',
    taxNo: 'Taxpayer number',
    phone: 'Mobile phone',
    email: 'E-mail (optional)',
    needed: 'Needed',
    confirm: 'Submit',
    cancel: 'Cancel',
  },
};

/** Asks whom an invoice is to be made out to. */
export function InvoiceDialog(props: {
  orderId: string;
  isOpen: boolean;
  onAsked: () => void;
  onClose: () => void;
}) {
  const { orderId, isOpen, onAsked, onClose } = props;
  const words = useWords(WORDS);
  const [form] = Form.useForm<InvoiceWish>();
  const isCompany = Form.useWatch('payerType', form) === 'company';
  const ask = useAction(async ({ taxNo, email, ...wish }: InvoiceWish) => {
    await call('POST /orders/:orderId/invoice', {
      orderId,
      ...wish,
      ...(taxNo ? { taxNo } : {}),
      ...(email ? { email } : {}),
    });
    onClose();
    onAsked();
  });
  const needed = [{ required: true, whitespace: true, message: words.needed }];
  return (
    <Modal
      title={words.title}
      open={isOpen}
      okText={words.confirm}
      cancelText={words.cancel}
      confirmLoading={ask.isBusy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => form.resetFields()}
    >
      <Form form={form} layout="vertical" onFinish={ask.run} initialValues={{ payerType: 'individual' }}>
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
        {isCompany && (
          <Form.Item name="taxNo" label={words.taxNo} rules={needed}>
            <Input maxLength={30} />
          </Form.Item>
        )}
        <Form.Item name="phone" label={words.phone} rules={needed}>
          <Input inputMode="tel" maxLength={20} />
        </Form.Item>
        <Form.Item name="email" label={words.email}>
          <Input inputMode="email" maxLength={100} />
        </Form.Item>
      </Form>
      {ask.error && <Alert type="error" role="alert" showIcon title={ask.error.message} />}
    </Modal>
  );
}
