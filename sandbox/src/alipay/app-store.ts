import type { Store } from '../store.ts';

/** An application of the emulated Alipay with its switches. */
export interface AlipayApp {
  readonly appId: string;
  /** The merchant's user id (PID). */
  readonly sellerId: string;
  readonly publicKeyPem: string;
  /** Set in certificate mode; its key is `publicKeyPem`. */
  readonly certificatePem: string | null;
  /** Whether this app gets user ids, or the open ids of newer ones. */
  readonly identity: 'user_id' | 'open_id';
  /** Whether Alipay's key was replaced by its successor. */
  readonly rotated: boolean;
  /** Methods it has no permission for. */
  readonly deniedMethods: readonly string[];
  /** Fen that refunds can be paid from; null stands for enough. */
  readonly balanceFen: number | null;
  /** 0 refunds at once; otherwise the answer says `fund_change=N`, and the money moves later. */
  readonly refundDelayMs: number;
  /** The least time between two refunds of one trade. */
  readonly refundSpacingMs: number;
  /** Whether notices of refunds are sent to the notify_url of their trade. */
  readonly refundNotices: boolean;
  readonly signBusinessErrors: boolean;
}

export function findApp(store: Store, appId: string): AlipayApp | undefined {
  const row = store.prepare('select * from alipay_apps where app_id = ?').get(appId);
  return row && appOf(row as unknown as AppRow);
}

/** Inserts or replaces. */
export function saveApp(store: Store, app: AlipayApp): void {
  store
    .prepare(
      `insert into alipay_apps
         (app_id, seller_id, public_key_pem, certificate_pem, identity, rotated, denied_methods, balance_fen,
          refund_delay_ms, refund_spacing_ms, refund_notices, sign_business_errors)
       values (:app_id, :seller_id, :public_key_pem, :certificate_pem, :identity, :rotated, :denied_methods,
          :balance_fen, :refund_delay_ms, :refund_spacing_ms, :refund_notices, :sign_business_errors)
       on conflict (app_id) do update set seller_id = :seller_id, public_key_pem = :public_key_pem,
          certificate_pem = :certificate_pem, identity = :identity, rotated = :rotated,
          denied_methods = :denied_methods, balance_fen = :balance_fen, refund_delay_ms = :refund_delay_ms,
          refund_spacing_ms = :refund_spacing_ms, refund_notices = :refund_notices,
          sign_business_errors = :sign_business_errors`,
    )
    .run({
      app_id: app.appId,
      seller_id: app.sellerId,
      public_key_pem: app.publicKeyPem,
      certificate_pem: app.certificatePem,
      identity: app.identity,
      rotated: app.rotated ? 1 : 0,
      denied_methods: JSON.stringify(app.deniedMethods),
      balance_fen: app.balanceFen,
      refund_delay_ms: app.refundDelayMs,
      refund_spacing_ms: app.refundSpacingMs,
      refund_notices: app.refundNotices ? 1 : 0,
      sign_business_errors: app.signBusinessErrors ? 1 : 0,
    });
}

/** Adds to a balance that is kept; the other kind stays "enough". */
export function changeBalance(store: Store, appId: string, byFen: number): void {
  store
    .prepare(
      'update alipay_apps set balance_fen = balance_fen + ? where app_id = ? and balance_fen is not null',
    )
    .run(byFen, appId);
}

interface AppRow {
  readonly app_id: string;
  readonly seller_id: string;
  readonly public_key_pem: string;
  readonly certificate_pem: string | null;
  readonly identity: AlipayApp['identity'];
  readonly rotated: number;
  readonly denied_methods: string;
  readonly balance_fen: number | null;
  readonly refund_delay_ms: number;
  readonly refund_spacing_ms: number;
  readonly refund_notices: number;
  readonly sign_business_errors: number;
}

function appOf(row: AppRow): AlipayApp {
  return {
    appId: row.app_id,
    sellerId: row.seller_id,
    publicKeyPem: row.public_key_pem,
    certificatePem: row.certificate_pem,
    identity: row.identity,
    rotated: row.rotated !== 0,
    deniedMethods: JSON.parse(row.denied_methods) as string[],
    balanceFen: row.balance_fen,
    refundDelayMs: row.refund_delay_ms,
    refundSpacingMs: row.refund_spacing_ms,
    refundNotices: row.refund_notices !== 0,
    signBusinessErrors: row.sign_business_errors !== 0,
  };
}
