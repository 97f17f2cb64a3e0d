import type { InvoiceView } from '@zhixiao/contract/console/invoices';
import { INVOICE_PROVIDER_NAMES, INVOICE_SOURCE_NAMES } from '@zhixiao/contract/words/invoices';
import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import { addressOf, call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { CopiedText, CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { INVOICE_AMOUNT, INVOICE_STATUS } from './invoice-columns.tsx';
import { INVOICE_FILTERS, WORDS } from './invoice-words.ts';
import { RetryMany } from './retry-many.tsx';

type Action = 'retry' | 'reverse' | 'deliver';

/** Invoices and receipts of every order, and what became of them. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const [filters] = useFilterValues(INVOICE_FILTERS);
  const [version, setVersion] = useState(0);
  const [reversed, setReversed] = useState<InvoiceView>();
  const [notice, setNotice] = useState<string>();
  const [retried, setRetried] = useState<readonly InvoiceView[]>();
  const may = useMay();
  const changed = (news?: string) => {
    setNotice(news);
    setVersion((before) => before + 1);
  };
  const act = useAction(async ({ orderId }: InvoiceView, action: 'retry' | 'deliver') => {
    await call(`POST /orders/:orderId/invoice/${action}`, { orderId });
    changed(action === 'retry' ? words.retried : words.delivered);
  });
  const columns = useColumns((invoice, action) => {
    if (action === 'reverse') setReversed(invoice);
    else void act.run(invoice, action);
  });
  const bulk = {
    isOffered: (invoice: InvoiceView) => actionsOf(invoice).includes('retry'),
    nameOf: ({ outTradeNo }: InvoiceView) => words.choose(outTradeNo),
    actions: (rows: readonly InvoiceView[]) => (
      <Button type="primary" onClick={() => setRetried(rows)}>
        {words.retryAll}
      </Button>
    ),
  };
  return (
    <>
      <RefusalAlert error={act.error} />
      {notice !== undefined && <Alert type="success" role="status" showIcon title={notice} />}
      <DataTable
        filters={INVOICE_FILTERS}
        version={version}
        list="GET /invoices"
        totals
        exportAs="GET /invoices/export"
        params={{ ...school, ...filters }}
        columns={columns}
        rowKey={({ invoiceNo }) => invoiceNo}
        isUnderWay={({ status }) => ['requested', 'issuing', 'reversing'].includes(status)}
        empty={{ zh: '没有符合条件的票据', en: 'No matching invoices' }}
        {...(may('orders.operate') ? { bulk } : {})}
      />
      <RetryMany invoices={retried} onDone={changed} onClose={() => setRetried(undefined)} />
      <ConfirmWithReason
        title={words.reverseTitle(reversed?.number ?? '')}
        isOpen={reversed !== undefined}
        isDangerous
        onConfirm={async (reason) => {
          if (reversed)
            await call('POST /orders/:orderId/invoice/reverse', { orderId: reversed.orderId, reason });
          changed();
        }}
        onClose={() => setReversed(undefined)}
      >
        <p>{words.reverseConsequence}</p>
      </ConfirmWithReason>
    </>
  );
}

function useColumns(onAction: (invoice: InvoiceView, action: Action) => void): DataColumn<InvoiceView>[] {
  const words = useWords(WORDS);
  const sources = useWords(INVOICE_SOURCE_NAMES);
  const providers = useWords(INVOICE_PROVIDER_NAMES);
  const may = useMay();
  return [
    {
      key: 'created',
      title: { zh: '申请时间', en: 'Requested' },
      show: ({ createdAt }) => <TimeText at={createdAt} />,
      sort: ['oldest', 'newest'],
    },
    {
      key: 'number',
      title: { zh: '票据号码', en: 'Number' },
      show: ({ number }) => <CopiedText text={number} />,
    },
    INVOICE_AMOUNT,
    INVOICE_STATUS,
    {
      key: 'order',
      title: { zh: '商户订单号', en: 'Order' },
      show: ({ orderId, outTradeNo }) => (
        <span className="copied-text">
          <Link to={`/orders/${orderId}`}>{outTradeNo}</Link>
          <CopyButton text={outTradeNo} />
        </span>
      ),
    },
    { key: 'app', isWide: true, title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
    {
      key: 'failure',
      title: { zh: '原因', en: 'Reason' },
      show: ({ failure, reversalReason }) =>
        failure === undefined ? reversalReason : <ReasonText stored={failure} />,
    },
    {
      key: 'source',
      isWide: true,
      title: { zh: '来源', en: 'Source' },
      show: ({ source }) => sources[source],
    },
    {
      key: 'provider',
      title: { zh: '开票方', en: 'Provider' },
      show: ({ provider }) => provider && providers[provider],
      isExtra: true,
    },
    {
      key: 'issued',
      title: { zh: '开具时间', en: 'Issued' },
      show: ({ issuedAt }) => <TimeText at={issuedAt} />,
      isExtra: true,
    },
    {
      key: 'reversal',
      title: { zh: '红字号码', en: 'Reversal' },
      show: ({ reversalNumber }) => <CopiedText text={reversalNumber} />,
      isExtra: true,
    },
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: (invoice) => (
        <Space>
          {invoice.status === 'issued' && invoice.isLatest && (
            <DownloadButton
              size="small"
              href={addressOf('GET /orders/:orderId/invoice/document', { orderId: invoice.orderId })}
            >
              {words.document}
            </DownloadButton>
          )}
          {may('orders.operate') &&
            actionsOf(invoice).map((action) => (
              <Button key={action} size="small" onClick={() => onAction(invoice, action)}>
                {words[action]}
              </Button>
            ))}
        </Space>
      ),
    },
  ];
}

function actionsOf({ status, isLatest }: InvoiceView): readonly Action[] {
  if (!isLatest) return [];
  if (status === 'failed' || status === 'blocked_auth') return ['retry'];
  return status === 'issued' ? ['deliver', 'reverse'] : [];
}
