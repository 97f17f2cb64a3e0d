import { ROLES } from '@zhixiao/contract/codes/access';
import { CIPHERS, PROFILES, UNREACHABLE_REASONS } from '@zhixiao/contract/codes/apps';
import { AUDIT_OUTCOMES } from '@zhixiao/contract/codes/audit';
import { CHANGE_KINDS, CHANGE_STATUSES } from '@zhixiao/contract/codes/changes';
import { LOOK_UPS } from '@zhixiao/contract/codes/directory';
import {
  DELIVERY_METHODS,
  INVOICE_ACTIONS,
  INVOICE_PROVIDERS,
  INVOICE_SOURCES,
  INVOICE_STATUSES,
} from '@zhixiao/contract/codes/invoices';
import { LANGUAGES } from '@zhixiao/contract/codes/languages';
import { LEDGER_ACCOUNTS, LEDGER_EVENTS } from '@zhixiao/contract/codes/ledger';
import { MESSAGE_METHODS } from '@zhixiao/contract/codes/messages';
import { ATTEMPT_OUTCOMES, NOTIFICATION_STATUSES } from '@zhixiao/contract/codes/notifications';
import { OPERATOR_STATUSES } from '@zhixiao/contract/codes/operators';
import { CLOSE_REASONS, DISPOSITIONS, ORDER_STATUSES } from '@zhixiao/contract/codes/orders';
import {
  BILL_DAY_STATUSES,
  DIFFERENCE_KINDS,
  DIFFERENCE_STATUSES,
  LINE_FAULTS,
  REPAIRS,
  RUN_STATUSES,
} from '@zhixiao/contract/codes/reconciliation';
import { REFUND_APPLICATION_STATUSES, REFUND_CAUSES, REFUND_STATUSES } from '@zhixiao/contract/codes/refunds';
import { INTERFACES, REQUEST_KINDS, REQUEST_OUTCOMES, REQUEST_STEPS } from '@zhixiao/contract/codes/requests';
import { CIPHERS as PROTOCOL_CIPHERS } from '@zhixiao/protocol/cipher';
import { PROFILES as PROTOCOL_PROFILES } from '@zhixiao/protocol/profile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARTNER_INTERFACES } from '../../src/apis/partner/interfaces.ts';
import { ruleOf } from '../../src/changes/kinds.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** Each list of codes that the database checks too, by its constraint. */
const CHECKED: Readonly<Record<string, readonly string[]>> = {
  apps_cipher_check: CIPHERS,
  apps_notify_profile_check: PROFILES,
  audit_entries_outcome_check: AUDIT_OUTCOMES,
  bill_days_status_check: BILL_DAY_STATUSES,
  bill_differences_kind_check: DIFFERENCE_KINDS,
  bill_differences_repair_check: REPAIRS,
  bill_differences_status_check: DIFFERENCE_STATUSES,
  bill_unread_lines_fault_check: LINE_FAULTS,
  change_requests_status_check: CHANGE_STATUSES,
  consent_texts_language_check: LANGUAGES,
  invoice_accounts_provider_check: INVOICE_PROVIDERS,
  invoice_attempts_action_check: INVOICE_ACTIONS,
  invoice_deliveries_delivery_method_check: DELIVERY_METHODS,
  invoices_provider_check: INVOICE_PROVIDERS,
  invoices_source_check: INVOICE_SOURCES,
  invoices_status_check: INVOICE_STATUSES,
  ledger_entries_account_check: LEDGER_ACCOUNTS,
  ledger_transactions_event_check: LEDGER_EVENTS,
  message_recipients_language_check: LANGUAGES,
  message_recipients_method_check: MESSAGE_METHODS,
  notification_attempts_outcome_check: ATTEMPT_OUTCOMES,
  notification_rounds_previous_status_check: NOTIFICATION_STATUSES,
  notifications_status_check: NOTIFICATION_STATUSES,
  operators_role_check: ROLES,
  operators_status_check: OPERATOR_STATUSES,
  orders_close_reason_check: CLOSE_REASONS,
  orders_status_check: ORDER_STATUSES,
  partner_request_days_kind_check: REQUEST_KINDS,
  partner_requests_outcome_check: REQUEST_OUTCOMES,
  partner_requests_step_check: REQUEST_STEPS,
  payments_disposition_check: DISPOSITIONS,
  person_accesses_found_by_check: LOOK_UPS,
  reconciliation_runs_status_check: RUN_STATUSES,
  refund_applications_status_check: REFUND_APPLICATION_STATUSES,
  refunds_cause_check: REFUND_CAUSES,
  refunds_status_check: REFUND_STATUSES,
  unreachable_endpoints_reason_check: UNREACHABLE_REASONS,
};

let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
});
afterAll(() => created.drop());

/** The texts that a column may have, by the name of its constraint. */
async function checks(): Promise<Map<string, string[]>> {
  const rows = await created.database.query<{ name: string; definition: string }>({
    text: `select conname as name, pg_get_constraintdef(oid) as definition
             from pg_constraint where contype = 'c' and conparentid = 0`,
  });
  const isList = /^CHECK \(\(\w+ = ANY \(ARRAY\[('[^\]]*)\]\)\)\)$/;
  return new Map(
    rows.flatMap(({ name, definition }) => {
      const listed = isList.exec(definition)?.[1];
      return listed === undefined
        ? []
        : [[name, [...listed.matchAll(/'([^']*)'::text/g)].map(([, code]) => code ?? '')]];
    }),
  );
}

test('the database checks each list of codes as the contract has it', async () => {
  const found = await checks();
  for (const [name, codes] of Object.entries(CHECKED)) {
    expect([...(found.get(name) ?? [])].sort(), name).toEqual([...codes].sort());
  }
});

test('no check spells a list of the contract that is not compared here', async () => {
  const lists = new Set(Object.values(CHECKED).map((codes) => [...codes].sort().join()));
  const unknown = [...(await checks())].filter(
    ([name, codes]) => !(name in CHECKED) && lists.has([...codes].sort().join()),
  );
  expect(unknown).toEqual([]);
});

test('what the protocol and the rules of changes list is what the contract lists', () => {
  expect([...INTERFACES].sort()).toEqual(Object.keys(PARTNER_INTERFACES).sort());
  expect(PROTOCOL_CIPHERS).toEqual(CIPHERS);
  expect(PROTOCOL_PROFILES).toEqual(PROFILES);
  for (const kind of CHANGE_KINDS) expect(ruleOf(kind).kind).toBe(kind);
});
