import type { Store } from '../store.ts';

/** A merchant of the emulated WeChat Pay with its switches. */
export interface Merchant {
  readonly mchid: string;
  readonly appids: readonly string[];
  /** Of a service provider: its sub-merchants, each with the appids of its own. */
  readonly subMerchants: Readonly<Record<string, readonly string[]>>;
  /** Per appid, for OAuth. */
  readonly appSecrets: Readonly<Record<string, string>>;
  readonly apiV3Key: string;
  readonly certificateSerial: string;
  readonly publicKeyPem: string;
  /** The platform key that signs when the request does not name one; `mixed` is a migration under way. */
  readonly keyMode: 'public_key' | 'certificate' | 'mixed';
  /** The address for callbacks of refunds without a `notify_url`, in the old XML; null: none is sent. */
  readonly refundCallbackUrl: string | null;
  /** Fen that refunds can be paid from; null stands for enough. */
  readonly balanceFen: number | null;
  /** What WeChat keeps of each payment, in hundredths of a percent. */
  readonly feeBasisPoints: number;
  readonly refundDelayMs: number;
  /** The least time between two refunds of one order. */
  readonly refundSpacingMs: number;
  readonly signBusinessErrors: boolean;
}

export function findMerchant(store: Store, mchid: string): Merchant | undefined {
  const row = store.prepare('select * from wechat_merchants where mchid = ?').get(mchid);
  return row && merchantOf(row as unknown as MerchantRow);
}

export function findMerchantOfApp(store: Store, appid: string): Merchant | undefined {
  const row = store
    .prepare(
      `select * from wechat_merchants where exists (select 1 from json_each(appids) where value = ?)
        order by mchid limit 1`,
    )
    .get(appid);
  return row && merchantOf(row as unknown as MerchantRow);
}

/** Inserts or replaces. */
export function saveMerchant(store: Store, merchant: Merchant): void {
  store
    .prepare(
      `insert into wechat_merchants
         (mchid, appids, sub_merchants, app_secrets, apiv3_key, certificate_serial, public_key_pem, key_mode, balance_fen,
          refund_delay_ms, refund_spacing_ms, sign_business_errors, refund_callback_url,
          fee_basis_points)
       values (:mchid, :appids, :sub_merchants, :app_secrets, :apiv3_key, :certificate_serial, :public_key_pem, :key_mode,
          :balance_fen, :refund_delay_ms, :refund_spacing_ms, :sign_business_errors, :refund_callback_url,
          :fee_basis_points)
       on conflict (mchid) do update set appids = :appids, sub_merchants = :sub_merchants, app_secrets = :app_secrets, apiv3_key = :apiv3_key,
          certificate_serial = :certificate_serial, public_key_pem = :public_key_pem, key_mode = :key_mode,
          balance_fen = :balance_fen, refund_delay_ms = :refund_delay_ms,
          refund_spacing_ms = :refund_spacing_ms, sign_business_errors = :sign_business_errors,
          refund_callback_url = :refund_callback_url, fee_basis_points = :fee_basis_points`,
    )
    .run({
      mchid: merchant.mchid,
      appids: JSON.stringify(merchant.appids),
      sub_merchants: JSON.stringify(merchant.subMerchants),
      app_secrets: JSON.stringify(merchant.appSecrets),
      apiv3_key: merchant.apiV3Key,
      certificate_serial: merchant.certificateSerial,
      public_key_pem: merchant.publicKeyPem,
      key_mode: merchant.keyMode,
      balance_fen: merchant.balanceFen,
      refund_delay_ms: merchant.refundDelayMs,
      refund_spacing_ms: merchant.refundSpacingMs,
      sign_business_errors: merchant.signBusinessErrors ? 1 : 0,
      refund_callback_url: merchant.refundCallbackUrl,
      fee_basis_points: merchant.feeBasisPoints,
    });
}

/** Adds to a balance that is kept; the other kind stays "enough". */
export function changeBalance(store: Store, mchid: string, byFen: number): void {
  store
    .prepare(
      'update wechat_merchants set balance_fen = balance_fen + ? where mchid = ? and balance_fen is not null',
    )
    .run(byFen, mchid);
}

interface MerchantRow {
  readonly mchid: string;
  readonly appids: string;
  readonly sub_merchants: string;
  readonly app_secrets: string;
  readonly apiv3_key: string;
  readonly certificate_serial: string;
  readonly public_key_pem: string;
  readonly key_mode: Merchant['keyMode'];
  readonly balance_fen: number | null;
  readonly refund_delay_ms: number;
  readonly refund_spacing_ms: number;
  readonly sign_business_errors: number;
  readonly refund_callback_url: string | null;
  readonly fee_basis_points: number;
}

function merchantOf(row: MerchantRow): Merchant {
  return {
    mchid: row.mchid,
    appids: JSON.parse(row.appids) as string[],
    subMerchants: JSON.parse(row.sub_merchants) as Record<string, string[]>,
    appSecrets: JSON.parse(row.app_secrets) as Record<string, string>,
    apiV3Key: row.apiv3_key,
    certificateSerial: row.certificate_serial,
    publicKeyPem: row.public_key_pem,
    keyMode: row.key_mode,
    balanceFen: row.balance_fen,
    refundDelayMs: row.refund_delay_ms,
    refundSpacingMs: row.refund_spacing_ms,
    signBusinessErrors: row.sign_business_errors !== 0,
    refundCallbackUrl: row.refund_callback_url,
    feeBasisPoints: row.fee_basis_points,
  };
}
