/** One column of sealed values. Who adds one adds it here, or a rotation would leave it behind. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Whose values stand in the place it is sealed for, behind the name: `apps.keys_sealed|partner1`. Bytes stand in hex. */
  readonly place: readonly (string | { readonly hex: string })[];
  /** The name in that place, where it is not that of the column itself. */
  readonly placeName?: string;
}

/** Everything in the database that is sealed with the data keys; a test holds it against the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'master_key_check', column: 'sealed', place: [] },
  { table: 'apps', column: 'keys_sealed', place: ['app_id'] },
  { table: 'apps', column: 'next_keys_sealed', place: ['app_id'] },
  { table: 'channel_accounts', column: 'secrets_sealed', place: ['channel_account_id'] },
  { table: 'invoice_accounts', column: 'secrets_sealed', place: ['invoice_account_id'] },
  { table: 'nuonuo_tokens', column: 'token_sealed', place: ['invoice_account_id'] },
  { table: 'operators', column: 'totp_sealed', place: ['operator_id'] },
  { table: 'operators', column: 'contact_sealed', place: ['operator_id'] },
  {
    table: 'change_requests',
    column: 'payload_sealed',
    place: ['change_request_id', 'kind', 'asked_by'],
  },
  { table: 'change_requests', column: 'lines_sealed', place: ['change_request_id', 'kind', 'asked_by'] },
  { table: 'personal_data_requests', column: 'subject_sealed', place: ['request_id'] },
  { table: 'people', column: 'person_sealed', place: ['school_id', { hex: 'user_no_index' }] },
  { table: 'bindings', column: 'uid_sealed', place: ['school_id', { hex: 'uid_index' }] },
  { table: 'card_links', column: 'url_sealed', place: ['school_id', 'open_id'] },
  { table: 'orders', column: 'payer_sealed', place: ['order_id'] },
  { table: 'orders', column: 'invoice_sealed', place: ['order_id'] },
  { table: 'orders', column: 'openid_sealed', place: ['order_id'] },
  { table: 'payments', column: 'openid_sealed', place: ['payment_no'] },
  { table: 'payments', column: 'payer_uid_sealed', place: ['payment_no'] },
  { table: 'payments', column: 'request_sealed', place: ['payment_no'] },
  // an invoice takes over what the order has, as it stands
  { table: 'invoices', column: 'terms_sealed', place: ['order_id'], placeName: 'orders.invoice_sealed' },
  { table: 'invoices', column: 'request_sealed', place: ['invoice_no'] },
  { table: 'invoices', column: 'files_sealed', place: ['invoice_no'] },
  { table: 'invoices', column: 'reversal_sealed', place: ['invoice_no'] },
  { table: 'invoice_files', column: 'content_sealed', place: ['invoice_no', 'kind'] },
  { table: 'channel_callbacks', column: 'content_sealed', place: ['channel_account_id', 'callback_id'] },
  { table: 'bills', column: 'file_sealed', place: ['school_id', 'channel_account_id', 'bill_date'] },
  {
    table: 'bill_unread_lines',
    column: 'text_sealed',
    place: ['school_id', 'channel_account_id', 'bill_date', 'row_no'],
  },
];
