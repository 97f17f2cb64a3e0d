import { DecryptError, NotUtf8Error } from '@zhixiao/protocol/cipher';
import {
  type AppKeys,
  isRequestSignedBy,
  openRequest,
  type SealedRequest,
  type SealedResponse,
  sealResponse,
} from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';
import { parseBoundedJson } from '@zhixiao/protocol/json';
import { RET, type RetCode } from '@zhixiao/protocol/ret-codes';
import { type App, validKeys } from '../../apps/app.ts';
import { noteNextKeysUsed } from '../../apps/note-next-keys.ts';
import { refuseReusedParam } from '../../apps/params.ts';
import { refuseForeignSource } from '../../apps/refuse-foreign-source.ts';
import { endTrail, type RequestTrail } from '../../apps/requests/request-trail.ts';
import type { Core } from '../../core.ts';
import { type PartnerRefusals, Refusal } from '../../refusal.ts';
import { PARTNER_REFUSALS, said } from '../refusals.ts';
import { noteNumber } from './note-number.ts';
import type { PartnerInterface } from './partner-interface.ts';
import type { RawRequest } from './request-body.ts';

/** A request of the published interface, and who sent it. */
export interface PartnerRequest {
  readonly raw: RawRequest;
  /** `clientAddress` of the request. */
  readonly address: string;
  /** What is called, by its name in the path. */
  readonly interfaceName: string;
  /** How it fares. */
  readonly trail: RequestTrail;
}

/**
 * Answers one partner request. The order of checks is the contract: known app, signature, and only
 * then decryption, JSON and fields, so that there is no padding oracle. While an app changes its keys,
 * an answer is signed with the keys that signed the request.
 */
export async function answerPartner(
  core: Core,
  called: PartnerInterface,
  { raw, address, interfaceName, trail }: PartnerRequest,
): Promise<SealedResponse> {
  trail.step = 'id';
  const app = await appOf(core, raw, trail);
  let keys = app && unsignedKeys(app);
  try {
    const readings = readingsOf(raw);
    if (!app) throw new FieldError('id', '不存在，请检查 appid');
    trail.step = 'sign';
    const signed = signedBy(app, readings);
    if (!signed) {
      await core.noteWrongSignature(app.appId, address);
      throw new FieldError('sign', '签名错误，应为 md5(id + param + appsecret)');
    }
    keys = signed.keys;
    trail.isProved = true;
    trail.step = 'source';
    refuseForeignSource(core, app, address);
    core.noteVersion(app.appId, 1);
    if (keys === app.nextKeys && !app.nextKeysUsed) await noteNextKeysUsed(core, app.appId);
    const content = open(app, signed, trail);
    noteNumber(trail, content);
    trail.step = 'replay';
    if (app.rules.paramBound) await refuseReusedParam(core, app, interfaceName, signed.request.param);
    trail.step = 'business';
    const answer = await called.answer(core, app, content);
    trail.outcome = 'done';
    return sealResponse(keys, RET.ok, answer);
  } catch (error) {
    const refused = asRefused(error);
    if (!refused) throw error;
    trail.step = stepOf(trail, error);
    endTrail(trail, 'refused', refused.code, refused.message);
    return keys
      ? sealResponse(keys, refused.code, refused.message)
      : plainAnswer(refused.code, refused.message);
  }
}

/** The check that a refused request did not pass: fields are read on the way to what is done. */
export function stepOf({ step }: RequestTrail, error: unknown): RequestTrail['step'] {
  if (step === 'id' && error instanceof FieldError && error.field !== 'id') return 'body';
  return step === 'business' && error instanceof FieldError ? 'field' : step;
}

/**
 * Refuses a request that no interface has had a look at: sealed for an app that is known, with the keys that its
 * signature shows, if it shows any.
 */
export async function refusePartner(
  core: Core,
  raw: RawRequest,
  trail: RequestTrail,
  code: RetCode,
  message: string,
): Promise<SealedResponse> {
  const app = await appOf(core, raw, trail);
  if (!app) return plainAnswer(code, message);
  const { id, param, sign } = raw;
  const signed = id && param && sign ? signedBy(app, readingsOf(raw)) : undefined;
  trail.isProved = signed !== undefined;
  const keys = signed?.keys ?? unsignedKeys(app);
  return keys ? sealResponse(keys, code, message) : plainAnswer(code, message);
}

/** What somebody is answered with who has not shown that he has the app's secrets: in plain words, if it is set to. */
function unsignedKeys({ keys, rules }: App): AppKeys | undefined {
  return rules.sealsUnsigned ? keys : undefined;
}

/** An answer for a caller we share no key with: the message in plain text, unsigned. */
export function plainAnswer(code: RetCode, message: string): SealedResponse {
  return { ret_code: code, ret_content: message, sign: '' };
}

/** The app that a request says it is of; the trail notes which, or that there is none. */
async function appOf(core: Core, { id = '' }: RawRequest, trail: RequestTrail): Promise<App | undefined> {
  const appId = id.trim();
  const app = await core.apps(appId);
  trail.appId = app?.appId;
  trail.isAppUnknown = !app && appId !== '';
  return app;
}

interface Signed {
  readonly keys: AppKeys;
  readonly request: SealedRequest;
}

function signedBy(app: App, readings: readonly SealedRequest[]): Signed | undefined {
  for (const keys of validKeys(app)) {
    const request = readings.find((reading) => isRequestSignedBy(keys, reading));
    if (request) return { keys, request };
  }
  return undefined;
}

/** What a request may mean: as it came, and without white space that was added after it was signed. */
function readingsOf({ id = '', param = '', sign: given = '' }: RawRequest): SealedRequest[] {
  const sign = given.trim();
  if (id.trim() === '') throw new FieldError('id', '不能为空');
  if (param.trim() === '') throw new FieldError('param', '不能为空');
  if (sign === '') throw new FieldError('sign', '不能为空');
  const plainId = id.trim();
  if (plainId === id && !ENDS_LIKE_WHITE_SPACE.test(param)) return [{ id, param, sign }];
  const params = new Set([param, ...withoutEnd(param)]);
  return [...new Set([id, plainId])].flatMap((read) =>
    [...params].map((each) => ({ id: read, param: each, sign })),
  );
}

const ENDS_LIKE_WHITE_SPACE = /[+\s]$/;

/**
 * Without white space at the end, where a space has been taken for a "+" that was not escaped. A ciphertext may end
 * with a "+" of its own: its length, a multiple of four, shows how many belong to it.
 */
function withoutEnd(param: string): string[] {
  const end = param.replaceAll('+', ' ').trimEnd().length;
  return [param.slice(0, Math.ceil(end / 4) * 4), param.slice(0, end)];
}

const NOT_UTF8 = '解密后不是 UTF-8 文本，请将内容以 UTF-8 编码后再加密';

function open(app: App, { keys, request }: Signed, trail: RequestTrail): unknown {
  trail.step = 'frozen';
  if (app.frozen) throw new Refusal('app_frozen', {});
  trail.step = 'version';
  if (app.rules.leastVersion > 1) throw new Refusal('version_too_old', {});
  trail.step = 'decrypt';
  let text: string;
  try {
    text = openRequest(keys, request);
  } catch (error) {
    if (error instanceof NotUtf8Error) throw new FieldError('param', NOT_UTF8);
    if (!(error instanceof DecryptError)) throw error;
    throw new FieldError('param', `解密失败，应为 ${keys.cipher} 加密后的 base64`);
  }
  trail.step = 'json';
  try {
    return parseBoundedJson(text);
  } catch {
    // UTF-16 is valid UTF-8 with a NUL beside each letter
    throw new FieldError('param', text.includes('\0') ? NOT_UTF8 : '解密后不是有效的 JSON');
  }
}

/** How a refusal is put on the wire; undefined: it is none, or none that a partner can meet, which is our fault. */
export function asRefused(error: unknown): { code: RetCode; message: string } | undefined {
  if (error instanceof FieldError) return { code: RET.badRequest, message: error.message };
  if (!(error instanceof Refusal)) return undefined;
  return isPartners(error) ? answered(error) : undefined;
}

function isPartners(refusal: Refusal): refusal is Refusal<keyof PartnerRefusals> {
  return Object.hasOwn(PARTNER_REFUSALS, refusal.code);
}

function answered<C extends keyof PartnerRefusals>(refusal: Refusal<C>): { code: RetCode; message: string } {
  const { zh, toPartners = zh, ret = RET.refused } = PARTNER_REFUSALS[refusal.code];
  return { code: ret, message: said(toPartners, refusal.details) };
}
