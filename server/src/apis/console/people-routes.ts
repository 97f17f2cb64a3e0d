import { maskName, maskNumber } from '../../lib/mask.ts';
import {
  listInvoicesOf,
  listOrdersOf,
  listPaymentsOf,
  listRefundsOf,
  type OnePerson,
  type PersonPayment,
  readPerson,
  readPersonPage,
} from '../../personal-data/person-page.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import { personView } from './directory-views.ts';
import { invoiceView } from './invoice-routes.ts';
import { pageQuery } from './list-query.ts';
import { orderRow } from './order-views.ts';
import { refundRow } from './refund-routes.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'people.read', scope: 'schools', proof: 'session' } as const;
const READ = { action: 'person.read', subject: 'openId', alone: true } as const;

/** One person's page. Every route says in the audit log about whom it is. */
export const PEOPLE_ROUTES: readonly Route[] = [
  route('POST /people/read', {
    ...READING,
    audit: READ,
    async answer(context, one) {
      const { core, operator } = context;
      noteOf(context, one);
      const { person, cardLinkAt, lastImport, sums } = await readPersonPage(core, operator.account, one);
      const [school] = await listSchools(core, [one.schoolId]);
      return {
        schoolName: school?.name ?? '',
        userNo: maskNumber(person.userNo),
        userName: maskName(person.userName),
        identityType: person.identityType,
        frozen: person.frozen,
        bindings: person.bindings.map(({ channel, uid }) => ({ channel, uid: maskNumber(uid) })),
        cardLinkAt,
        lastImport,
        sums,
      };
    },
  }),
  route('POST /people/reveal', {
    ...READING,
    audit: { action: 'person.reveal', subject: 'openId', alone: true },
    async answer(context, one) {
      noteOf(context, one);
      return personView(await readPerson(context.core, context.operator.account, one));
    },
  }),
  route('POST /people/orders', {
    ...READING,
    audit: READ,
    async answer(context, { schoolId, openId, ...query }) {
      const one = noteOf(context, { schoolId, openId }, 'orders');
      const { rows, next } = await listOrdersOf(context.core, one, pageQuery(query));
      return { rows: rows.map(orderRow), next };
    },
  }),
  route('POST /people/payments', {
    ...READING,
    audit: READ,
    async answer(context, { schoolId, openId, ...query }) {
      const one = noteOf(context, { schoolId, openId }, 'payments');
      const { rows, next } = await listPaymentsOf(context.core, one, pageQuery(query));
      return { rows: rows.map(paymentRow), next };
    },
  }),
  route('POST /people/refunds', {
    ...READING,
    audit: READ,
    async answer(context, { schoolId, openId, ...query }) {
      const one = noteOf(context, { schoolId, openId }, 'refunds');
      const { rows, next } = await listRefundsOf(context.core, one, pageQuery(query));
      return { rows: rows.map(refundRow), next };
    },
  }),
  route('POST /people/invoices', {
    ...READING,
    audit: READ,
    async answer(context, { schoolId, openId, ...query }) {
      const one = noteOf(context, { schoolId, openId }, 'invoices');
      const { rows, next } = await listInvoicesOf(context.core, one, pageQuery(query));
      return { rows: rows.map(invoiceView), next };
    },
  }),
];

/** Has the auditor find the entry by the person; `part` is the list of the page. */
function noteOf({ note }: OperatorContext, { schoolId, openId }: OnePerson, part?: string): OnePerson {
  note({ people: [{ schoolId, openId }], ...(part === undefined ? {} : { details: { part } }) });
  return { schoolId, openId };
}

function paymentRow(payment: PersonPayment) {
  return {
    schoolId: payment.schoolId,
    appName: payment.appName,
    orderId: payment.orderId,
    body: payment.body,
    paymentNo: payment.paymentNo,
    channel: payment.channel,
    transactionId: payment.transactionId,
    paidAmount: payment.paidAmount,
    paidAt: payment.paidAt,
    disposition: payment.disposition,
    refundedAmount: payment.refundedAmount,
  };
}
