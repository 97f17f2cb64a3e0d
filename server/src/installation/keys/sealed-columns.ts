/** One column of sealed values. Who adds one adds it here, or a rotation would leave it behind. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Whose values stand in the place it is sealed for, behind the name: `apps.keys_sealed|partner1`. Bytes stand in hex. */
  readonly contextColumns: readonly (string | { readonly hex: string })[];
  /** The name in that place, where it is not that of the column itself. */
  readonly contextName?: string;
}

/** Everything in the database that is sealed with the data keys; a test holds it against the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'master_key_check', column: 'sealed', contextColumns: [] },
  { table: 'apps', column: 'keys_sealed', contextColumns: ['app_id'] },
  { table: 'apps', column: 'next_keys_sealed', contextColumns: ['app_id'] },
  { table: 'channel_accounts', column: 'secrets_sealed', contextColumns: ['channel_account_id'] },
  { table: 'invoice_accounts', column: 'secrets_sealed', contextColumns: ['invoice_account_id'] },
  { table: 'nuonuo_tokens', column: 'token_sealed', contextColumns: ['invoice_account_id'] },
  { table: 'operators', column: 'totp_sealed', contextColumns: ['operator_id'] },
  { table: 'operators', column: 'contact_sealed', contextColumns: ['operator_id'] },
  { table: 'message_recipients', column: 'target_sealed', contextColumns: ['recipient_id'] },
  {
    table: 'change_requests',
    column: 'payload_sealed',
    contextColumns: ['change_request_id', 'kind', 'asked_by'],
  },
  {
    table: 'change_requests',
    column: 'lines_sealed',
    contextColumns: ['change_request_id', 'kind', 'asked_by'],
  },
  { table: 'personal_data_requests', column: 'subject_sealed', contextColumns: ['request_id'] },
  { table: 'people', column: 'person_sealed', contextColumns: ['school_id', { hex: 'user_no_index' }] },
  { table: 'bindings', column: 'uid_sealed', contextColumns: ['school_id', { hex: 'uid_index' }] },
  { table: 'card_links', column: 'url_sealed', contextColumns: ['school_id', 'open_id'] },
  { table: 'orders', column: 'payer_sealed', contextColumns: ['order_id'] },
  { table: 'orders', column: 'invoice_sealed', contextColumns: ['order_id'] },
  { table: 'orders', column: 'openid_sealed', contextColumns: ['order_id'] },
  { table: 'payments', column: 'openid_sealed', contextColumns: ['payment_no'] },
  { table: 'payments', column: 'payer_uid_sealed', contextColumns: ['payment_no'] },
  {
    table: 'payments',
    column: 'request_body_sealed',
    contextColumns: ['payment_no'],
    contextName: 'payments.request_sealed',
  },
  // an invoice takes over what the order has, as it stands
  {
    table: 'invoices',
    column: 'terms_sealed',
    contextColumns: ['order_id'],
    contextName: 'orders.invoice_sealed',
  },
  {
    table: 'invoices',
    column: 'request_body_sealed',
    contextColumns: ['invoice_no'],
    contextName: 'invoices.request_sealed',
  },
  { table: 'invoices', column: 'files_sealed', contextColumns: ['invoice_no'] },
  { table: 'invoices', column: 'reversal_sealed', contextColumns: ['invoice_no'] },
  { table: 'invoice_files', column: 'content_sealed', contextColumns: ['invoice_no', 'kind'] },
  {
    table: 'channel_callbacks',
    column: 'content_sealed',
    contextColumns: ['channel_account_id', 'callback_id'],
  },
  { table: 'bills', column: 'file_sealed', contextColumns: ['school_id', 'channel_account_id', 'bill_date'] },
  {
    table: 'bill_unread_lines',
    column: 'text_sealed',
    contextColumns: ['school_id', 'channel_account_id', 'bill_date', 'row_no'],
  },
];
