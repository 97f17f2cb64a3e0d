import { DecryptError } from '@zhixiao/protocol/cipher';
import { type Finding, finding } from '@zhixiao/protocol/mistakes';
import {
  claimOf,
  HEADER,
  isStrong,
  isStrongRequestSignedBy,
  openStrongRequest,
  type RequestClaim,
} from '@zhixiao/protocol/profile-message';
import { failed, passed, textSteps } from '@zhixiao/protocol/request-steps';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { validKeys } from '../../apps/app.ts';
import type { Core } from '../../core.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { complete, type DebugStep, ownApp, shapeOf } from './debug-step.ts';
import { PARTNER_INTERFACES } from './interfaces.ts';
import { PARTNER_PREFIX, partnerUrl } from './partner-path.ts';
import { explainStrongSignature } from './strong-signature-mistakes.ts';

/** A request of the second version as it was pasted: headers in small letters, and the body below them. */
export interface PastedStrong {
  /** As the request line has it, if that was pasted too. */
  readonly address: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Undefined: nothing above the body is a header of the second version. */
export function pastedStrong(text: string): PastedStrong | undefined {
  const begins = /^[ \t]*\{/m.exec(text)?.index ?? text.length;
  const lines = text.slice(0, begins).split(/\r?\n/);
  const headers = Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
  if (!isStrong(headers)) return undefined;
  const [, address] =
    lines.map((line) => /^POST (\S+)/i.exec(line.trim())).find((line) => line !== null) ?? [];
  return { address, headers, body: text.slice(begins).trim() };
}

/**
 * Goes through a request of the second version as `answerStrong` does. Nothing is decrypted whose signature does not
 * hold. The time of the request is shown and not checked, because the request is pasted later. Its nonce is not
 * checked either.
 */
export async function debugStrong(
  core: Pick<Core, 'db' | 'apps'>,
  scope: SchoolScope,
  { address, headers, body }: PastedStrong,
  interfaceName: string | undefined,
): Promise<DebugStep[]> {
  const claim = claimOf(headers);
  const param = paramOf(body);
  if (!claim) return complete([failed('body', ...unfitHeaders(headers))]);
  if (param === undefined) return complete([failed('body', finding('param_missing'))]);
  const sentAt = finding('sent_at', formatShanghaiTime(new Date(Number(claim.timestamp) * 1000)));
  const steps: DebugStep[] = [passed('body', sentAt)];

  const app = await ownApp(core, scope, claim.appId);
  if (!app) return complete([...steps, failed('app', finding('app_unknown', claim.appId))]);
  steps.push(app.frozen ? failed('app', finding('app_frozen')) : passed('app'));

  const called = interfaceName ?? nameIn(address);
  const paths = (called === undefined ? Object.keys(PARTNER_INTERFACES) : [called]).map(pathOf);
  const bytes = Buffer.from(body, 'utf8');
  const signed = validKeys(app).flatMap((keys) =>
    paths.flatMap((path) => (isStrongRequestSignedBy(keys, claim, path, bytes) ? [{ keys, path }] : [])),
  )[0];
  if (!signed) {
    const sent = { claim, paths, address, body };
    return complete([...steps, failed('signature', explainStrongSignature(validKeys(app), sent))]);
  }
  const { keys, path } = signed;
  steps.push(keys === app.keys ? passed('signature') : passed('signature', finding('next_keys_used')));
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(param)) {
    return complete([
      ...steps,
      failed('base64', finding(/[-_]/.test(param) ? 'base64_url_safe' : 'not_base64')),
    ]);
  }
  steps.push(passed('base64'));
  let text: string;
  try {
    text = openStrongRequest(keys, claim, path, param);
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    return complete([...steps, failed('decryption', finding('strong_decryption'))]);
  }
  return complete([
    ...steps,
    passed('decryption'),
    ...textSteps(shapeOf(path.slice(pathOf('').length)), text),
  ]);
}

function pathOf(name: string): string {
  return `${PARTNER_PREFIX}/${name}`;
}

/** The interface that a request line calls, however it is spelt; a proxy's prefix in front of it counts for nothing. */
function nameIn(address: string | undefined): string | undefined {
  const begins = address?.toLowerCase().indexOf(PARTNER_PREFIX) ?? -1;
  if (address === undefined || begins < 0) return undefined;
  const [path = ''] = partnerUrl(address.slice(begins)).split(/[?#]/);
  const name = path.slice(pathOf('').length);
  return Object.hasOwn(PARTNER_INTERFACES, name) ? name : undefined;
}

function paramOf(body: string): string | undefined {
  try {
    const { param } = (JSON.parse(body) ?? {}) as { param?: unknown };
    return typeof param === 'string' ? param : undefined;
  } catch {
    return undefined;
  }
}

/** Which headers are not there, or not as they should be. */
function unfitHeaders(headers: PastedStrong['headers']): Finding[] {
  return (Object.keys(HEADER) as (keyof RequestClaim)[]).flatMap((part) => {
    const name = HEADER[part];
    const value = headers[name];
    if (value === undefined || value === '') return [finding('header_missing', name)];
    if (claimOf({ ...FIT, [name]: value })) return [];
    if (part === 'timestamp' && /^\d{13}$/.test(value)) return [finding('timestamp_in_ms')];
    const isEncodedOtherwise = /^([0-9a-f]{64}|[\w-]{43}=?)$/i.test(value);
    if (part === 'signature' && isEncodedOtherwise) return [finding('signature_encoding')];
    return [finding('header_form', name)];
  });
}

/** Headers that have their form: beside them another one is judged alone. */
const FIT = {
  [HEADER.appId]: 'app',
  [HEADER.profile]: 'v2',
  [HEADER.timestamp]: '1790000000',
  [HEADER.nonce]: '0123456789abcdef',
  [HEADER.signature]: `${'A'.repeat(43)}=`,
};
