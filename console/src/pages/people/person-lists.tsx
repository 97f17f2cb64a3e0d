import { DataTable } from '../../components/data-table.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { usePlace } from '../../routing/location.ts';
import { useMay } from '../../session/session.tsx';
import { ORDER_COLUMNS } from '../orders/orders-page.tsx';
import { REFUND_COLUMNS } from '../refunds/refunds-page.tsx';
import { WORDS } from './people-words.ts';
import { INVOICE_COLUMNS, LOOK_UP_COLUMNS, PAYMENT_COLUMNS } from './person-columns.tsx';

interface OnePerson {
  readonly schoolId: string;
  readonly openId: string;
}

/** A person's lists are in one order only. */
const ORDERS = ORDER_COLUMNS.map(({ sort: _, ...column }) => column);
const REFUNDS = REFUND_COLUMNS.map(({ sort: _, ...column }) => column);

type Part = keyof typeof WORDS.zh.part;

/** What a person has to do with, kind by kind: which one is in the address. */
export function PersonLists(one: OnePerson) {
  const words = useWords(WORDS);
  const may = useMay();
  const { path, query } = usePlace();
  const parts = (Object.keys(words.part) as Part[]).filter((part) => part !== 'lookUps' || may('audit.read'));
  const chosen = parts.find((part) => part === query.get('part')) ?? 'orders';
  return (
    <>
      <nav className="status-tabs person-parts" aria-label={words.parts}>
        {parts.map((part) => (
          <Link key={part} to={part === 'orders' ? path : `${path}?part=${part}`} isCurrent={part === chosen}>
            {words.part[part]}
          </Link>
        ))}
      </nav>
      <PartList key={chosen} part={chosen} one={one} />
    </>
  );
}

function PartList({ part, one }: { part: Part; one: OnePerson }) {
  switch (part) {
    case 'orders':
      return (
        <DataTable
          list="POST /people/orders"
          params={one}
          columns={ORDERS}
          rowKey={({ orderId }) => orderId}
          empty={{ zh: '没有订单', en: 'No orders' }}
        />
      );
    case 'payments':
      return (
        <DataTable
          list="POST /people/payments"
          params={one}
          columns={PAYMENT_COLUMNS}
          rowKey={({ paymentNo }) => paymentNo}
          empty={{ zh: '没有付款', en: 'No payments' }}
        />
      );
    case 'refunds':
      return (
        <DataTable
          list="POST /people/refunds"
          params={one}
          columns={REFUNDS}
          rowKey={({ refundId }) => refundId}
          empty={{ zh: '没有退款', en: 'No refunds' }}
        />
      );
    case 'invoices':
      return (
        <DataTable
          list="POST /people/invoices"
          params={one}
          columns={INVOICE_COLUMNS}
          rowKey={({ invoiceNo }) => invoiceNo}
          empty={{ zh: '没有票据', en: 'No invoices' }}
        />
      );
    case 'lookUps':
      return (
        <DataTable
          list="POST /audit/look-ups"
          params={{ schoolId: one.schoolId, text: one.openId }}
          columns={LOOK_UP_COLUMNS}
          rowKey={({ entryNo }) => entryNo}
          empty={{ zh: '没有人查过此人', en: 'Nobody has looked this person up' }}
        />
      );
  }
}
