import type { InvoiceProvider } from '@zhixiao/contract/codes/invoices';
import type { InvoiceAccountView } from '@zhixiao/contract/console/invoices';
import { INVOICE_ACCOUNT_STATUS_NAMES, INVOICE_PROVIDER_NAMES } from '@zhixiao/contract/words/invoices';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { NAME_FIELDS, useNameFilter } from '../../components/name-filter.ts';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { useSession } from '../../session/session.tsx';
import { AccountForm } from './account-form.tsx';
import { ACCOUNT_TONES, ACCOUNT_WORDS } from './account-words.ts';

/** Where each school's invoices come from: the built-in receipts, with a seal perhaps, or a provider. */
export function Page() {
  const words = useWords(ACCOUNT_WORDS);
  const providers = useWords(INVOICE_PROVIDER_NAMES);
  const { schools } = useSession();
  const [version, setVersion] = useState(0);
  const [edited, setEdited] = useState<InvoiceAccountView | InvoiceProvider>();
  const [disabled, setDisabled] = useState<InvoiceAccountView>();
  const [notice, setNotice] = useState<NoticeText>();
  const submitted = useSubmittedNotice();
  const changed = (answer: object) => {
    setNotice(submitted(answer));
    setVersion((before) => before + 1);
  };
  const columns: readonly DataColumn<InvoiceAccountView>[] = [
    {
      key: 'school',
      title: { zh: '学校', en: 'School' },
      show: ({ schoolId }) => schools.find((school) => school.schoolId === schoolId)?.name ?? schoolId,
    },
    { key: 'provider', title: { zh: '开票方', en: 'Provider' }, show: ({ provider }) => providers[provider] },
    {
      key: 'status',
      title: { zh: '状态', en: 'Status' },
      show: ({ enabled }) => (
        <StatusTag
          status={enabled ? 'enabled' : 'retired'}
          words={INVOICE_ACCOUNT_STATUS_NAMES}
          tones={ACCOUNT_TONES}
        />
      ),
    },
    {
      key: 'created',
      title: { zh: '创建时间', en: 'Created' },
      show: ({ createdAt }) => <TimeText at={createdAt} />,
    },
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: (account) => (
        <Space>
          <Button size="small" onClick={() => setEdited(account)}>
            {account.enabled ? words.change : words.use}
          </Button>
          {account.enabled && (
            <Button size="small" onClick={() => setDisabled(account)}>
              {words.disable}
            </Button>
          )}
        </Space>
      ),
    },
  ];
  return (
    <>
      <p>{words.builtIn}</p>
      <Notice notice={notice} />
      <DataTable
        filters={NAME_FIELDS}
        version={version}
        list="GET /invoice-accounts"
        exportAs="GET /invoice-accounts/export"
        params={useNameFilter()}
        columns={columns}
        rowKey={({ invoiceAccountId }) => invoiceAccountId}
        empty={{
          zh: '没有单独设置，全部使用内置电子收据',
          en: 'No accounts: every school issues built-in receipts',
        }}
        actions={(['receipt', 'nuonuo'] as const).map((provider) => (
          <Button key={provider} type="primary" onClick={() => setEdited(provider)}>
            {words.add} {providers[provider]}
          </Button>
        ))}
      />
      <AccountForm edited={edited} onDone={changed} onClose={() => setEdited(undefined)} />
      <ConfirmWithReason
        title={words.disableTitle}
        isOpen={disabled !== undefined}
        isDangerous
        asksReason={false}
        onConfirm={async () => {
          const { invoiceAccountId = '' } = disabled ?? {};
          changed(await call('POST /invoice-accounts/:invoiceAccountId/disable', { invoiceAccountId }));
        }}
        onClose={() => setDisabled(undefined)}
      >
        <p>{words.disableConsequence}</p>
      </ConfirmWithReason>
    </>
  );
}
