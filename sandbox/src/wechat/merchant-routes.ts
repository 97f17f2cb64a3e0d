import { createPublicKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { findMerchant, type Merchant, saveMerchant } from './merchant-store.ts';
import type { Wechat } from './wechat.ts';

interface MerchantBody {
  readonly appids?: readonly string[];
  readonly sub_merchants?: Merchant['subMerchants'];
  readonly apiv3_key?: string;
  readonly certificate_serial?: string;
  readonly public_key_pem?: string;
  readonly app_secrets?: Readonly<Record<string, string>>;
  readonly key_mode?: Merchant['keyMode'];
  readonly balance_fen?: number | null;
  readonly refund_delay_ms?: number;
  readonly refund_spacing_ms?: number;
  readonly sign_business_errors?: boolean;
  readonly refund_callback_url?: string | null;
  readonly fee_basis_points?: number;
}

const WAIT_MS = { type: 'integer', minimum: 0 };

const FIELDS = {
  appids: { type: 'array', minItems: 1, items: { type: 'string' } },
  sub_merchants: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  apiv3_key: { type: 'string', pattern: '^[\\x21-\\x7e]{32}$' },
  certificate_serial: { type: 'string', pattern: '^[0-9A-Fa-f]{40}$' },
  public_key_pem: { type: 'string' },
  app_secrets: { type: 'object', additionalProperties: { type: 'string' } },
  key_mode: { enum: ['public_key', 'certificate', 'mixed'] },
  balance_fen: { type: ['integer', 'null'], minimum: 0 },
  refund_delay_ms: WAIT_MS,
  refund_spacing_ms: WAIT_MS,
  sign_business_errors: { type: 'boolean' },
  refund_callback_url: { type: ['string', 'null'] },
  fee_basis_points: { type: 'integer', minimum: 0, maximum: 10_000 },
};
const IDENTITY = ['appids', 'apiv3_key', 'certificate_serial', 'public_key_pem'];

/**
 * Registers merchants (PUT, with their whole identity) and changes them (PATCH). Either way a switch that
 * is not named stays as it is, so that a gateway may register itself on every start.
 */
export function merchantRoutes(server: FastifyInstance, wechat: Wechat): void {
  const { store, platform } = wechat;

  server.put<{ Params: { mchid: string }; Body: MerchantBody }>(
    '/wechat/merchants/:mchid',
    { schema: { body: object(FIELDS, IDENTITY) } },
    async ({ params, body }, reply) => {
      const known = findMerchant(store, params.mchid);
      const merchant = changed(known ?? { ...DEFAULTS, mchid: params.mchid }, body);
      if (!isPublicKey(merchant.publicKeyPem)) {
        return reply.code(400).send({ message: 'public_key_pem is no public key' });
      }
      saveMerchant(store, merchant);
      return {
        platform_public_key_id: platform.publicKey.serial,
        platform_public_key_pem: platform.publicKey.pem,
        platform_certificate_serial: platform.certificate.serial,
        platform_certificate_pem: platform.certificate.pem,
      };
    },
  );

  server.patch<{ Params: { mchid: string }; Body: MerchantBody }>(
    '/wechat/merchants/:mchid',
    { schema: { body: object(FIELDS) } },
    async ({ params, body }, reply) => {
      const merchant = findMerchant(store, params.mchid);
      if (!merchant) return reply.code(404).send({ message: `no merchant ${params.mchid}` });
      const wanted = changed(merchant, body);
      if (!isPublicKey(wanted.publicKeyPem)) {
        return reply.code(400).send({ message: 'public_key_pem is no public key' });
      }
      saveMerchant(store, wanted);
      return reply.code(204).send();
    },
  );
}

const DEFAULTS: Merchant = {
  mchid: '',
  appids: [],
  subMerchants: {},
  appSecrets: {},
  apiV3Key: '',
  certificateSerial: '',
  publicKeyPem: '',
  keyMode: 'public_key',
  balanceFen: null,
  refundDelayMs: 1000,
  refundSpacingMs: 0,
  signBusinessErrors: true,
  refundCallbackUrl: null,
  feeBasisPoints: 0,
};

function changed(merchant: Merchant, body: MerchantBody): Merchant {
  return {
    mchid: merchant.mchid,
    appids: body.appids ?? merchant.appids,
    subMerchants: body.sub_merchants ?? merchant.subMerchants,
    appSecrets: body.app_secrets ?? merchant.appSecrets,
    apiV3Key: body.apiv3_key ?? merchant.apiV3Key,
    certificateSerial: body.certificate_serial ?? merchant.certificateSerial,
    publicKeyPem: body.public_key_pem ?? merchant.publicKeyPem,
    keyMode: body.key_mode ?? merchant.keyMode,
    balanceFen: body.balance_fen === undefined ? merchant.balanceFen : body.balance_fen,
    refundDelayMs: body.refund_delay_ms ?? merchant.refundDelayMs,
    refundSpacingMs: body.refund_spacing_ms ?? merchant.refundSpacingMs,
    signBusinessErrors: body.sign_business_errors ?? merchant.signBusinessErrors,
    refundCallbackUrl:
      body.refund_callback_url === undefined ? merchant.refundCallbackUrl : body.refund_callback_url,
    feeBasisPoints: body.fee_basis_points ?? merchant.feeBasisPoints,
  };
}

function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
