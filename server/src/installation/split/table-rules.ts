/** What says whose a row is. */
export type Owner = 'app' | 'school' | 'channel_account' | 'invoice_account' | 'recipient';

/** Which rows of a table go to another shard with their school. */
export type TableRule =
  | { readonly owner: Owner; readonly column: string }
  /** None: every shard has all of it, for this reason. */
  | { readonly stays: string };

const APP = { owner: 'app', column: 'app_id' } as const;
const SCHOOL = { owner: 'school', column: 'school_id' } as const;
const PEOPLE_OF_THE_CONSOLE = { stays: 'operators keep their accounts, and see the schools that are here' };
const OF_INSTALLATION = { stays: 'of the installation, not of a school' };

/** Every table, and every view that stores read. A table without a rule stops a split before it begins. */
export const TABLE_RULES: Readonly<Record<string, TableRule>> = {
  apps: APP,
  archived_partitions: OF_INSTALLATION,
  audit_entries: {
    stays: 'a chain with rows taken out does not verify: both sides keep what came before the split',
  },
  bill_days: SCHOOL,
  bill_differences: SCHOOL,
  bill_rows: SCHOOL,
  bill_total_gaps: SCHOOL,
  bill_unread_lines: SCHOOL,
  bills: SCHOOL,
  bind_attempts: SCHOOL,
  bindings: SCHOOL,
  card_links: SCHOOL,
  // what is asked for the whole installation has no school, and is on both sides
  change_requests: SCHOOL,
  channel_accounts: SCHOOL,
  channel_callbacks: { owner: 'channel_account', column: 'channel_account_id' },
  channels: OF_INSTALLATION,
  consent_texts: OF_INSTALLATION,
  consents: SCHOOL,
  data_keys: { stays: 'what is sealed opens on both sides' },
  day_sums_state: OF_INSTALLATION,
  finished_sign_ins: OF_INSTALLATION,
  four_eyes: OF_INSTALLATION,
  installation: OF_INSTALLATION,
  invoice_accounts: SCHOOL,
  invoice_attempts: APP,
  invoice_deliveries: APP,
  invoice_delivery_rounds: APP,
  invoice_files: APP,
  invoice_tries: APP,
  invoices: APP,
  ledger_balances: APP,
  ledger_carried_sums: APP,
  ledger_day_sums: APP,
  ledger_days: APP,
  ledger_entries: APP,
  ledger_transactions: APP,
  master_key_check: OF_INSTALLATION,
  // one who is told about all schools is told by both sides, by each about its own
  message_recipients: SCHOOL,
  messages: { owner: 'recipient', column: 'recipient_id' },
  monthly_partitions: OF_INSTALLATION,
  monthly_tables: OF_INSTALLATION,
  notification_attempts: APP,
  notification_endpoints: APP,
  notification_rounds: APP,
  notifications: APP,
  nuonuo_tokens: { owner: 'invoice_account', column: 'invoice_account_id' },
  operator_apps: APP,
  operator_challenges: PEOPLE_OF_THE_CONSOLE,
  operator_links: PEOPLE_OF_THE_CONSOLE,
  operator_passkeys: PEOPLE_OF_THE_CONSOLE,
  operator_recovery_codes: PEOPLE_OF_THE_CONSOLE,
  operator_schools: SCHOOL,
  operator_sessions: PEOPLE_OF_THE_CONSOLE,
  operators: PEOPLE_OF_THE_CONSOLE,
  orders: APP,
  params_sent: APP,
  partner_request_days: APP,
  partner_requests: APP,
  payment_day_starts: APP,
  payment_days: APP,
  payments: APP,
  people: SCHOOL,
  person_accesses: SCHOOL,
  personal_data_requests: SCHOOL,
  reconciliation_runs: SCHOOL,
  refund_applications: APP,
  refunds: APP,
  request_nonces: APP,
  retention_runs: OF_INSTALLATION,
  saved_views: PEOPLE_OF_THE_CONSOLE,
  schema_migrations: OF_INSTALLATION,
  school_logos: { stays: 'a picture that several schools may share' },
  schools: SCHOOL,
  settlement_lines: APP,
  settlement_proposals: APP,
  settlement_sheets: APP,
  shard: OF_INSTALLATION,
  sign_in_failures: PEOPLE_OF_THE_CONSOLE,
  split_schools: OF_INSTALLATION,
  splits: OF_INSTALLATION,
  unreachable_endpoints: APP,
  versions_seen: APP,
};

/** A table or view of which some rows may be elsewhere. */
export interface OwnedTable {
  readonly name: string;
  readonly owner: Owner;
  readonly column: string;
}

export const OWNED_TABLES: readonly OwnedTable[] = Object.entries(TABLE_RULES).flatMap(([name, rule]) =>
  'owner' in rule ? [{ name, ...rule }] : [],
);
