import { NO_RULES } from '../../../src/apps/app-rules.ts';
import { insertApp } from '../../../src/apps/app-store.ts';
import { saveRecipient } from '../../../src/messages/recipient-store.ts';
import { TEST_APP } from '../../../src/sandbox/seed.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const FOREIGN_APP = { appId: 'foreign-setup' };
const NO_APP = { appId: 'none' };
const MONTH = { month: '2026-08' };
const APP_SETTINGS = {
  name: 'x',
  cipher: 'aes-256-cbc',
  spDataAsText: false,
  rules: { ...NO_RULES, leastVersion: 2, notifyProfile: 'v2' },
};
const RECORD = { settings: {}, secrets: {}, enabled: true };
const NEW_ACCOUNT = { schoolId: 'none', channel: 'wechat', ...RECORD };
/** `console-examples-of-bills.ts` makes it. */
const FOREIGN_ACCOUNT = { channelAccountId: 'foreign-bills', ...RECORD };
const NO_ACCOUNT = { channelAccountId: 'none', ...RECORD };
const SCHOOL = { name: 'x', refundApprovalAbove: 1 };
const RECIPIENT = { name: 'x', language: 'zh', kinds: ['money'] };
const NEW_RECIPIENT = { ...RECIPIENT, method: 'email', address: 'x@school.example' };
const NO_RECIPIENT = { recipientId: '1' };
/** Made with the app. */
const FOREIGN_RECIPIENT = { recipientId: '900000002' };
const CARD_LINK = { template: '', appIds: ['2021000000000000'] };

const BRAND = { colour: '#8c1515', contact: '财务处' };

/** Settlement, apps, merchant accounts, schools, signatures. */
export const SETUP_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /settlement/sheets': { own: MONTH, foreign: [MONTH] },
  'GET /settlement/sheets/export': {
    own: { ...MONTH, form: 'csv' },
    foreign: [{ ...MONTH, form: 'csv', schoolId: 'foreign' }],
  },
  'GET /settlement/sheets/:appId/:month': {
    own: { ...NO_APP, ...MONTH },
    foreign: [{ ...FOREIGN_APP, ...MONTH }],
  },
  'GET /settlement/sheets/:appId/:month/export': {
    own: { ...NO_APP, ...MONTH, form: 'csv' },
    foreign: [{ ...FOREIGN_APP, ...MONTH, form: 'csv' }],
  },
  'GET /settlement/sheets/:appId/:month/movements': {
    own: { ...NO_APP, ...MONTH },
    foreign: [{ ...FOREIGN_APP, ...MONTH }],
  },
  'GET /settlement/sheets/:appId/:month/movements/export': {
    own: { ...NO_APP, ...MONTH, form: 'csv' },
    foreign: [{ ...FOREIGN_APP, ...MONTH, form: 'csv' }],
  },
  'POST /settlement/sheets/:appId/:month/propose': {
    own: { ...NO_APP, ...MONTH },
    foreign: [{ ...FOREIGN_APP, ...MONTH }],
  },
  'POST /settlement/sheets/:appId/:month/withdraw': {
    own: { ...NO_APP, ...MONTH },
    foreign: [{ ...FOREIGN_APP, ...MONTH }],
  },
  'POST /settlement/sheets/:appId/:month/confirm': {
    own: { ...NO_APP, ...MONTH, version: '' },
    foreign: [{ ...FOREIGN_APP, ...MONTH, version: '' }],
  },
  'POST /settlement/sheets/:appId/:month/lock': {
    own: { ...NO_APP, ...MONTH },
    foreign: [{ ...FOREIGN_APP, ...MONTH }],
  },
  'GET /apps': { own: {}, foreign: [{}] },
  'GET /apps/:appId': { own: NO_APP, foreign: [FOREIGN_APP] },
  'GET /app-names': { own: {}, foreign: [{}, { schoolId: 'foreign' }] },
  'GET /apps/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'POST /apps': {
    own: { ...APP_SETTINGS, schoolId: 'none' },
    foreign: [{ ...APP_SETTINGS, schoolId: 'foreign' }],
  },
  'PUT /apps/:appId': {
    own: { ...NO_APP, ...APP_SETTINGS },
    foreign: [{ ...FOREIGN_APP, ...APP_SETTINGS }],
  },
  'POST /apps/:appId/freeze': {
    own: { ...NO_APP, reason: 'x' },
    foreign: [{ ...FOREIGN_APP, reason: 'x' }],
  },
  'POST /apps/:appId/unfreeze': {
    own: { ...NO_APP, reason: 'x' },
    foreign: [{ ...FOREIGN_APP, reason: 'x' }],
  },
  'POST /apps/:appId/keys': { own: NO_APP, foreign: [FOREIGN_APP] },
  'POST /apps/:appId/keys/retire-old': { own: NO_APP, foreign: [FOREIGN_APP] },
  'POST /apps/:appId/keys/withdraw-new': { own: NO_APP, foreign: [FOREIGN_APP] },
  'GET /channel-accounts': { own: {}, foreign: [{}] },
  'GET /channel-accounts/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'POST /channel-accounts': { own: NEW_ACCOUNT, foreign: [{ ...NEW_ACCOUNT, schoolId: 'foreign' }] },
  'PUT /channel-accounts/:channelAccountId': { own: NO_ACCOUNT, foreign: [FOREIGN_ACCOUNT] },
  'POST /channel-account-tests': { own: NEW_ACCOUNT, foreign: [{ ...NEW_ACCOUNT, schoolId: 'foreign' }] },
  'POST /channel-accounts/:channelAccountId/test': { own: NO_ACCOUNT, foreign: [FOREIGN_ACCOUNT] },
  'GET /schools': { own: {}, foreign: [{}] },
  'GET /schools/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'POST /schools': { own: { newSchoolId: 'mine', name: 'x' } },
  'PUT /schools/:schoolId': {
    own: { ...SCHOOL, schoolId: 'none' },
    foreign: [{ ...SCHOOL, schoolId: 'foreign' }],
  },
  'GET /schools/:schoolId/card-link': {
    own: { schoolId: 'none' },
    foreign: [{ schoolId: 'foreign' }],
  },
  'PUT /schools/:schoolId/card-link': {
    own: { ...CARD_LINK, schoolId: 'none' },
    foreign: [{ ...CARD_LINK, schoolId: 'foreign' }],
  },
  'GET /schools/:schoolId/brand': {
    own: { schoolId: 'none' },
    foreign: [{ schoolId: 'foreign' }],
  },
  'PUT /schools/:schoolId/brand': {
    own: { ...BRAND, schoolId: 'none' },
    foreign: [{ ...BRAND, schoolId: 'foreign' }],
  },
  'GET /message-recipients': { own: {}, foreign: [{}] },
  'GET /message-recipients/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'POST /message-recipients': {
    own: { ...NEW_RECIPIENT, schoolId: 'none' },
    foreign: [{ ...NEW_RECIPIENT, schoolId: 'foreign' }],
  },
  'PUT /message-recipients/:recipientId': {
    own: { ...NO_RECIPIENT, ...RECIPIENT, enabled: true },
    foreign: [{ ...FOREIGN_RECIPIENT, ...RECIPIENT, enabled: true }],
  },
  'DELETE /message-recipients/:recipientId': { own: NO_RECIPIENT, foreign: [FOREIGN_RECIPIENT] },
  'POST /message-recipients/:recipientId/test': { own: NO_RECIPIENT, foreign: [FOREIGN_RECIPIENT] },
  'GET /signature-debugger': { own: {} },
  'POST /signature-debugger': { own: { body: 'id=none&param=x&sign=x' } },
};

/** An app of the school `foreign` whose name bears the mark, and a recipient of its messages. */
export async function seedForeignApp({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { db, vault, clock } = app.core;
  const foreign = { ...TEST_APP, appId: FOREIGN_APP.appId, schoolId: 'foreign', name: mark };
  await insertApp(db, vault, foreign, clock.now());
  await saveRecipient(db, vault, {
    ...FOREIGN_RECIPIENT,
    schoolId: 'foreign',
    name: mark,
    method: 'email',
    target: { address: 'x@foreign.example' },
    language: 'zh',
    kinds: ['money'],
    quiet: undefined,
    enabled: true,
    createdAt: clock.now(),
  });
}
