import { IDENTITY_TYPE, SEX } from '../../../src/directory/person.ts';
import { savePeople } from '../../../src/directory/person-store.ts';
import { saveInvoiceAccount } from '../../../src/invoices/account-store.ts';
import { HOUR_MS, plusMs } from '../../../src/lib/clock.ts';
import { invoiceTermsContext } from '../../../src/orders/order-row.ts';
import { insertRequest } from '../../../src/personal-data/request-store.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const ROSTER = Buffer.from('学工号,姓名\n').toString('base64');
const FOREIGN_SCHOOL = { schoolId: 'foreign' };
/** `console-examples-of-setup.ts` makes it. */
const FOREIGN_APP = { appId: 'foreign-setup' };
const NO_SCHOOL = { schoolId: 'none' };
const FIND = { by: 'user_no', text: '20990001' };
const BINDING = { userNo: '20990001', channel: 'wechat', uid: 'o-nobody' };
const UNBINDING = { uid: 'o-nobody', reason: 'x' };
const FREEZING = { userNo: '20990001', reason: 'x' };
const IMPORT = { content: ROSTER, isPreview: false, identityType: 1 };
/** Somebody of the school `foreign`. */
const ONE_PERSON = { openId: 'foreignPersonOpenId000' };
const SOUGHT = { by: 'user_no', text: '20990001' };
const FOREIGN_REQUEST = { requestId: '1700000000000000011' };
const FOREIGN_ORDER = '1700000000000000001';
const RECORD = { settings: {}, secrets: {} };
const NO_ACCOUNT = { invoiceAccountId: 'none' };
const FOREIGN_ACCOUNT = { invoiceAccountId: 'foreign-invoices' };

/** People, invoices and where they come from. */
export const RECORD_EXAMPLES: Readonly<Record<string, Example>> = {
  'POST /directory/find': {
    own: { ...FIND, ...NO_SCHOOL },
    foreign: [{ ...FIND, ...FOREIGN_SCHOOL }],
  },
  'POST /directory/bind': {
    own: { ...BINDING, ...NO_SCHOOL },
    foreign: [{ ...BINDING, ...FOREIGN_SCHOOL }],
  },
  'POST /directory/unbind': {
    own: { ...UNBINDING, ...NO_SCHOOL },
    foreign: [{ ...UNBINDING, ...FOREIGN_SCHOOL }],
  },
  'POST /directory/freeze': {
    own: { ...FREEZING, ...NO_SCHOOL },
    foreign: [{ ...FREEZING, ...FOREIGN_SCHOOL }],
  },
  'POST /directory/unfreeze': {
    own: { ...FREEZING, ...NO_SCHOOL },
    foreign: [{ ...FREEZING, ...FOREIGN_SCHOOL }],
  },
  'POST /directory/roster': {
    own: { ...IMPORT, ...NO_SCHOOL },
    foreign: [{ ...IMPORT, ...FOREIGN_SCHOOL }],
  },
  'GET /directory/roster': {
    own: { ...NO_SCHOOL, reason: 'x' },
    foreign: [{ ...FOREIGN_SCHOOL, reason: 'x' }],
  },
  ...Object.fromEntries(
    ['read', 'reveal', 'orders', 'payments', 'refunds', 'invoices'].map((what) => [
      `POST /people/${what}`,
      { own: { ...ONE_PERSON, ...NO_SCHOOL }, foreign: [{ ...ONE_PERSON, ...FOREIGN_SCHOOL }] },
    ]),
  ),
  'GET /personal-data/requests': { own: {}, foreign: [{}, FOREIGN_SCHOOL] },
  'GET /personal-data/requests/export': {
    own: { form: 'csv' },
    foreign: [{ form: 'csv' }, { form: 'csv', ...FOREIGN_SCHOOL }],
  },
  'GET /personal-data/requests/:requestId': { own: { requestId: '1' }, foreign: [FOREIGN_REQUEST] },
  'GET /personal-data/requests/:requestId/file': { own: { requestId: '1' }, foreign: [FOREIGN_REQUEST] },
  'POST /personal-data/preview': {
    own: { ...SOUGHT, ...NO_SCHOOL },
    foreign: [{ ...SOUGHT, ...FOREIGN_SCHOOL }],
  },
  'POST /personal-data/exports': {
    own: { ...SOUGHT, ...NO_SCHOOL, reason: 'x' },
    foreign: [{ ...SOUGHT, ...FOREIGN_SCHOOL, reason: 'x' }],
  },
  'POST /personal-data/erasures': {
    own: { ...SOUGHT, ...NO_SCHOOL, reason: 'x' },
    foreign: [{ ...SOUGHT, ...FOREIGN_SCHOOL, reason: 'x' }],
  },
  'GET /invoices': { own: {}, foreign: [FOREIGN_SCHOOL, FOREIGN_APP] },
  'GET /invoices/export': {
    own: { form: 'csv' },
    foreign: [
      { form: 'csv', ...FOREIGN_SCHOOL },
      { form: 'csv', ...FOREIGN_APP },
    ],
  },
  'GET /orders/:orderId/invoice/document': { own: { orderId: '1' }, foreign: [{ orderId: FOREIGN_ORDER }] },
  'POST /orders/:orderId/invoice/deliver': { own: { orderId: '1' }, foreign: [{ orderId: FOREIGN_ORDER }] },
  'GET /invoice-accounts': { own: {}, foreign: [{}] },
  'GET /invoice-accounts/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'POST /invoice-accounts': {
    own: { ...RECORD, ...NO_SCHOOL, provider: 'receipt' },
    foreign: [{ ...RECORD, ...FOREIGN_SCHOOL, provider: 'receipt' }],
  },
  'PUT /invoice-accounts/:invoiceAccountId': {
    own: { ...RECORD, ...NO_ACCOUNT },
    foreign: [{ ...RECORD, ...FOREIGN_ACCOUNT }],
  },
  'POST /invoice-accounts/:invoiceAccountId/disable': { own: NO_ACCOUNT, foreign: [FOREIGN_ACCOUNT] },
};

/** A person, a receipt about her, an order with an invoice, and an invoice account of the school `foreign`, all bearing the mark. */
export async function seedForeignRecords({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { db, vault, clock } = app.core;
  const { schoolId } = FOREIGN_SCHOOL;
  const person = {
    schoolId,
    ...ONE_PERSON,
    userNo: FIND.text,
    userName: mark,
    sex: SEX.unknown,
    identityType: IDENTITY_TYPE.student,
    frozen: false,
    idTailHash: undefined,
    phoneHash: undefined,
  };
  await savePeople(db, vault, [person], clock.now());
  await db.query({
    text: `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at,
                               expires_at, due_at)
           values ('foreign-setup', $1, $2, $2, 100, 'http://127.0.0.1/', 'pending', $3,
                   $3::timestamptz + interval '1 day', $3::timestamptz + interval '1 day')`,
    values: [FOREIGN_ORDER, mark, clock.now()],
  });
  const terms = { payer_type: 1, payer_name: mark, phone: '13000000000' };
  await db.query({
    text: `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                 created_at, failure, failed_at)
           values ('foreign-setup', $1, $1, 'partner', 'failed', $4, $2, $2, $3, $2, $3)`,
    values: [FOREIGN_ORDER, mark, clock.now(), vault.seal(invoiceTermsContext(FOREIGN_ORDER), terms)],
  });
  const account = {
    ...FOREIGN_ACCOUNT,
    schoolId,
    provider: 'receipt',
    settings: { note: mark },
    secrets: {},
  } as const;
  await saveInvoiceAccount(db, vault, account, clock.now());
  const request = {
    ...FOREIGN_REQUEST,
    schoolId,
    kind: 'export',
    person: mark,
    askedBy: mark,
    askedAt: clock.now(),
    reason: mark,
    counts: {},
    subject: { schoolId, userNo: FIND.text, openId: undefined, userName: mark, uids: [] },
  } as const;
  await db.transaction((tx) => insertRequest(tx, vault, request, plusMs(clock.now(), HOUR_MS)));
}
