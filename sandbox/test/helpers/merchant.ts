import {
  createDecipheriv,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { patience } from '../../../test/helpers/patience.ts';

/** A merchant that signs by hand: written against the documents, not against the emulator. */
export const MCHID = '1900000001';
export const APPID = 'wx0000sandbox00001';
export const APP_SECRET = 'secret-of-the-app';
export const API_V3_KEY = 'k'.repeat(32);
export const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const MERCHANT_PRIVATE_KEY = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const MERCHANT_PUBLIC_KEY = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export interface PlatformAnswer {
  readonly platform_public_key_id: string;
  readonly platform_public_key_pem: string;
  readonly platform_certificate_serial: string;
  readonly platform_certificate_pem: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** The parsed body, or an empty object. */
  readonly content: Record<string, unknown>;
}

export interface CallOptions {
  readonly mchid?: string;
  readonly serial?: string;
  readonly timestampSeconds?: number;
  readonly authorization?: string;
  /** Signed instead of the body that is sent. */
  readonly signedBody?: string;
  readonly platformSerial?: string;
  readonly headers?: Record<string, string>;
  readonly timeoutMs?: number;
}

export function registerBody(settings: Record<string, unknown> = {}) {
  return {
    appids: [APPID],
    apiv3_key: API_V3_KEY,
    certificate_serial: SERIAL,
    public_key_pem: MERCHANT_PUBLIC_KEY,
    app_secrets: { [APPID]: APP_SECRET },
    ...settings,
  };
}

export async function callApi(
  url: string,
  method: string,
  target: string,
  body: unknown = undefined,
  options: CallOptions = {},
): Promise<ApiAnswer> {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${url}${target}`, {
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'test',
      ...(text === '' ? {} : { 'content-type': 'application/json' }),
      authorization: options.authorization ?? authorization(method, target, text, options),
      ...(options.platformSerial === undefined ? {} : { 'wechatpay-serial': options.platformSerial }),
      ...options.headers,
    },
    ...(text === '' ? {} : { body: text }),
    redirect: 'manual',
    signal: AbortSignal.timeout(options.timeoutMs ?? patience(5_000)),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const received = bytes.toString('utf8');
  const { status, headers } = answer;
  return { status, headers, text: received, bytes, content: parsed(received) };
}

/** Whether the headers prove that the platform sent this body. */
export function isSigned(platform: PlatformAnswer, headers: Headers, text: string): boolean {
  const serial = headers.get('wechatpay-serial') ?? '';
  const key = platformKey(platform, serial);
  const message = `${headers.get('wechatpay-timestamp')}\n${headers.get('wechatpay-nonce')}\n${text}\n`;
  const signature = Buffer.from(headers.get('wechatpay-signature') ?? '', 'base64');
  return key !== undefined && verify('RSA-SHA256', Buffer.from(message), key, signature);
}

export function decrypt(resource: { nonce: string; associated_data: string; ciphertext: string }): string {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  const aes = createDecipheriv('aes-256-gcm', Buffer.from(API_V3_KEY), Buffer.from(resource.nonce));
  aes.setAAD(Buffer.from(resource.associated_data));
  aes.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([aes.update(sealed.subarray(0, -16)), aes.final()]).toString();
}

/** The signature of `WeixinJSBridge` parameters. */
export function paySign(appId: string, timeStamp: string, nonceStr: string, pack: string): string {
  const message = `${appId}\n${timeStamp}\n${nonceStr}\n${pack}\n`;
  return sign('RSA-SHA256', Buffer.from(message), keys.privateKey).toString('base64');
}

function platformKey(platform: PlatformAnswer, serial: string) {
  if (serial === platform.platform_public_key_id) return platform.platform_public_key_pem;
  if (serial !== platform.platform_certificate_serial) return undefined;
  return new X509Certificate(platform.platform_certificate_pem).publicKey;
}

function authorization(method: string, target: string, body: string, options: CallOptions): string {
  const timestamp = String(options.timestampSeconds ?? Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${options.signedBody ?? body}\n`;
  const signature = sign('RSA-SHA256', Buffer.from(message), keys.privateKey).toString('base64');
  const { mchid = MCHID, serial = SERIAL } = options;
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
