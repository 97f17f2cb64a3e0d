import type { InvoiceProvider } from '@zhixiao/contract/codes/invoices';
import type { InvoiceAccountView } from '@zhixiao/contract/console/invoices';
import { INVOICE_PROVIDER_NAMES } from '@zhixiao/contract/words/invoices';
import { Form, Select } from 'antd';
import { call } from '../../api/call.ts';
import { type AccountValues, recordOf, valuesOfSettings } from '../../components/account-field.ts';
import { AccountFields } from '../../components/account-fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { INVOICE_FIELDS } from './account-field-lists.ts';
import { ACCOUNT_WORDS } from './account-words.ts';

type Filled = AccountValues & { readonly schoolId?: string };

/** Makes a school's invoice account, or changes it; either way the next invoices come from it. */
export function AccountForm(props: {
  edited: InvoiceAccountView | InvoiceProvider | undefined;
  onDone: (answer: object) => void;
  onClose: () => void;
}) {
  const { edited, onDone, onClose } = props;
  const words = useWords(ACCOUNT_WORDS);
  const providers = useWords(INVOICE_PROVIDER_NAMES);
  const { schools } = useSession();
  const { schoolId: chosen = schools[0]?.schoolId } = useSchool();
  const known = typeof edited === 'object' ? edited : undefined;
  const provider = typeof edited === 'object' ? edited.provider : (edited ?? 'receipt');
  const fields = INVOICE_FIELDS[provider];
  const stored = known?.settings ?? {};
  const save = async ({ schoolId = '', ...values }: Filled) => {
    const record = recordOf(fields, stored, values);
    if (known) {
      const { invoiceAccountId } = known;
      onDone(await call('PUT /invoice-accounts/:invoiceAccountId', { invoiceAccountId, ...record }));
    } else {
      onDone(await call('POST /invoice-accounts', { schoolId, provider, ...record }));
    }
    onClose();
  };
  return (
    <FormDialog<Filled>
      title={providers[provider]}
      isOpen={edited !== undefined}
      intro={
        <>
          <p>{words.replaces}</p>
          {known && provider !== 'receipt' && (
            <p className="details">
              {words.callback} <code>{known.callbackUrl}</code>
            </p>
          )}
        </>
      }
      initialValues={{ schoolId: chosen, ...valuesOfSettings(fields, stored) }}
      onSubmit={save}
      onClose={onClose}
    >
      {!known && (
        <Form.Item name="schoolId" label={words.school} rules={[{ required: true }]}>
          <Select options={schools.map(({ schoolId, name }) => ({ value: schoolId, label: name }))} />
        </Form.Item>
      )}
      <AccountFields fields={fields} storedSecrets={known?.secretNames ?? []} />
    </FormDialog>
  );
}
