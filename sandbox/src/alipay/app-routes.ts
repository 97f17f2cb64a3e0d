import { createPublicKey, X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import type { Alipay } from './alipay.ts';
import { type AlipayApp, findApp, saveApp } from './app-store.ts';
import { keyFor } from './platform.ts';

interface AppBody {
  readonly seller_id?: string;
  readonly public_key_pem?: string;
  readonly certificate_pem?: string | null;
  readonly identity?: AlipayApp['identity'];
  readonly rotated?: boolean;
  readonly denied_methods?: readonly string[];
  readonly balance_fen?: number | null;
  readonly refund_delay_ms?: number;
  readonly refund_spacing_ms?: number;
  readonly refund_notices?: boolean;
  readonly sign_business_errors?: boolean;
}

const WAIT_MS = { type: 'integer', minimum: 0 };
const FIELDS = {
  seller_id: { type: 'string', pattern: '^2088[0-9]{12}$' },
  public_key_pem: { type: 'string' },
  certificate_pem: { type: ['string', 'null'] },
  identity: { enum: ['user_id', 'open_id'] },
  rotated: { type: 'boolean' },
  denied_methods: { type: 'array', items: { type: 'string' } },
  balance_fen: { type: ['integer', 'null'], minimum: 0 },
  refund_delay_ms: WAIT_MS,
  refund_spacing_ms: WAIT_MS,
  refund_notices: { type: 'boolean' },
  sign_business_errors: { type: 'boolean' },
};

/**
 * Registers apps (PUT, with their seller and a public key or certificate) and changes them (PATCH).
 * Either way a switch that is not named stays as it is, so that a gateway may register itself on every
 * start. Both answer Alipay's side of the keys.
 */
export function appRoutes(server: FastifyInstance, alipay: Alipay): void {
  const { store } = alipay;

  server.put<{ Params: { appId: string }; Body: AppBody }>(
    '/alipay/apps/:appId',
    {
      schema: {
        params: object({ appId: { type: 'string', pattern: '^[0-9]{16}$' } }),
        body: {
          ...object(FIELDS, ['seller_id']),
          oneOf: [{ required: ['public_key_pem'] }, { required: ['certificate_pem'] }],
        },
      },
    },
    async ({ params, body }, reply) => {
      const known = findApp(store, params.appId) ?? { ...DEFAULTS, appId: params.appId };
      const app = changed({ ...known, certificatePem: null }, body);
      if (!app) return reply.code(400).send({ message: 'not an RSA public key or certificate in PEM' });
      saveApp(store, app);
      return alipaySide(alipay, app);
    },
  );

  server.patch<{ Params: { appId: string }; Body: AppBody }>(
    '/alipay/apps/:appId',
    { schema: { body: object(FIELDS) } },
    async ({ params, body }, reply) => {
      const known = findApp(store, params.appId);
      if (!known) return reply.code(404).send({ message: `no app ${params.appId}` });
      const app = changed(known, body);
      if (!app) return reply.code(400).send({ message: 'not an RSA public key or certificate in PEM' });
      saveApp(store, app);
      return alipaySide(alipay, app);
    },
  );
}

const DEFAULTS: AlipayApp = {
  appId: '',
  sellerId: '',
  publicKeyPem: '',
  certificatePem: null,
  identity: 'user_id',
  rotated: false,
  deniedMethods: [],
  balanceFen: null,
  refundDelayMs: 0,
  refundSpacingMs: 0,
  refundNotices: true,
  signBusinessErrors: true,
};

/** Undefined when the key is none. */
function changed(app: AlipayApp, body: AppBody): AlipayApp | undefined {
  const certificatePem = body.certificate_pem === undefined ? app.certificatePem : body.certificate_pem;
  const shown = body.certificate_pem ?? body.public_key_pem ?? app.publicKeyPem;
  const publicKeyPem = publicKeyOf(shown);
  if (publicKeyPem === undefined) return undefined;
  return {
    appId: app.appId,
    sellerId: body.seller_id ?? app.sellerId,
    publicKeyPem,
    certificatePem,
    identity: body.identity ?? app.identity,
    rotated: body.rotated ?? app.rotated,
    deniedMethods: body.denied_methods ?? app.deniedMethods,
    balanceFen: body.balance_fen === undefined ? app.balanceFen : body.balance_fen,
    refundDelayMs: body.refund_delay_ms ?? app.refundDelayMs,
    refundSpacingMs: body.refund_spacing_ms ?? app.refundSpacingMs,
    refundNotices: body.refund_notices ?? app.refundNotices,
    signBusinessErrors: body.sign_business_errors ?? app.signBusinessErrors,
  };
}

function publicKeyOf(pem: string): string | undefined {
  try {
    const key = pem.includes('CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}

function alipaySide({ platform }: Alipay, app: AlipayApp): object {
  const { publicKeyPem, certificatePem, sn } = keyFor(platform, app);
  if (app.certificatePem === null) return { alipay_public_key_pem: publicKeyPem };
  return {
    alipay_certificate_pem: certificatePem,
    alipay_certificate_sn: sn,
    alipay_root_certificate_pem: platform.rootPem,
  };
}
