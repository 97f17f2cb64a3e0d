import type { InvoiceView } from '@zhixiao/contract/console/invoices';
import { call } from '../../api/call.ts';
import { BulkDialog } from '../../components/bulk-dialog.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './invoice-words.ts';

/** Has several invoices that failed issued again, each by itself, and shows how each went. */
export function RetryMany(props: {
  invoices: readonly InvoiceView[] | undefined;
  onDone: () => void;
  onClose: () => void;
}) {
  const { invoices = [], onDone, onClose } = props;
  const words = useWords(WORDS);
  return (
    <BulkDialog
      title={words.retrying(invoices.length)}
      items={invoices.map(({ orderId, outTradeNo, amount, failure }) => ({
        key: orderId,
        text: (
          <>
            {outTradeNo} <MoneyText fen={amount} />
            {failure !== undefined && (
              <span className="note">
                {' '}
                <ReasonText stored={failure} />
              </span>
            )}
          </>
        ),
      }))}
      isOpen={props.invoices !== undefined}
      okText={words.retryEach}
      act={async ({ key }) => {
        await call('POST /orders/:orderId/invoice/retry', { orderId: key });
        return { text: words.retried, isFailure: false };
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{words.retryAdvice}</p>
    </BulkDialog>
  );
}
