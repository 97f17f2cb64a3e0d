import { DecryptError } from '@zhixiao/protocol/cipher';
import type { AppKeys } from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';
import { parseJson } from '@zhixiao/protocol/json';
import { isTimely } from '@zhixiao/protocol/profile';
import {
  claimOf,
  isStrongRequestSignedBy,
  openStrongRequest,
  type ReceivedHeaders,
  type RequestClaim,
  type SignedMessage,
  sealStrongResponse,
} from '@zhixiao/protocol/profile-message';
import { RET, type RetCode } from '@zhixiao/protocol/ret-codes';
import { type App, validKeys } from '../../apps/app.ts';
import { isFirstUse } from '../../apps/nonces.ts';
import { noteNextKeysUsed } from '../../apps/note-next-keys.ts';
import { refuseForeignSource } from '../../apps/refuse-foreign-source.ts';
import { endTrail, type RequestTrail } from '../../apps/requests/request-trail.ts';
import type { Core } from '../../core.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { propertyOf } from '../../lib/property-of.ts';
import { Refusal } from '../../refusal.ts';
import { asRefused, plainAnswer, stepOf } from './answer.ts';
import { noteNumber } from './note-number.ts';
import type { PartnerInterface } from './partner-interface.ts';

/** A request of the second version of the protocol as it came. */
export interface StrongRequest {
  /** The interface's own path, however its client spelt it. */
  readonly path: string;
  readonly headers: ReceivedHeaders;
  readonly body: Buffer;
  /** `clientAddress` of the request. */
  readonly address: string;
  /** How it fares. */
  readonly trail: RequestTrail;
}

/**
 * One unsigned answer for every request that is not proven to come from an app, fresh and not replayed, so that a
 * forger does not learn which check failed. A client with a wrong clock finds the time in the response's `Date`.
 */
const NOT_VERIFIED =
  '请求未通过验证，请检查 appid、签名、时间（与服务器相差不超过 5 分钟）、随机数（每次不同）和请求路径';

/**
 * Answers one request of the second version, in the same profile and bound to its nonce. Nothing is decrypted before the
 * signature, the time and the nonce hold.
 * @param fail logs what went wrong on our side, and says so in words
 * @throws what a lost database throws
 */
export async function answerStrong(
  core: Core,
  called: PartnerInterface,
  request: StrongRequest,
  fail: (error: unknown) => string,
): Promise<SignedMessage> {
  const { trail } = request;
  const verified = await verify(core, request);
  if (!verified) {
    endTrail(trail, 'refused', RET.badRequest, NOT_VERIFIED);
    return { headers: {}, body: JSON.stringify(plainAnswer(RET.badRequest, NOT_VERIFIED)) };
  }
  const { app, keys, claim } = verified;
  const seal = (code: RetCode, text: string) =>
    sealStrongResponse(keys, { ...claim, path: request.path }, code, text, core.clock.now());
  try {
    trail.step = 'source';
    refuseForeignSource(core, app, request.address);
    core.noteVersion(app.appId, 2);
    if (keys === app.nextKeys && !app.nextKeysUsed) await noteNextKeysUsed(core, app.appId);
    const content = open(app, keys, claim, request);
    noteNumber(trail, content);
    trail.step = 'business';
    const answer = await called.answer(core, app, content);
    trail.outcome = 'done';
    return seal(RET.ok, answer);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const known = asRefused(error);
    if (known) trail.step = stepOf(trail, error);
    const refused = known ?? { code: RET.refused, message: fail(error) };
    endTrail(trail, known ? 'refused' : 'failed', refused.code, refused.message);
    return seal(refused.code, refused.message);
  }
}

interface Claimed {
  readonly app: App;
  readonly claim: RequestClaim;
}

/** The app that a request's headers say it is of; the trail notes which, or that there is none. */
export async function claimedApp(
  core: Core,
  headers: ReceivedHeaders,
  trail: RequestTrail,
): Promise<Claimed | undefined> {
  const claim = claimOf(headers);
  const app = claim && (await core.apps(claim.appId));
  trail.appId = app?.appId;
  trail.isAppUnknown = claim !== undefined && !app;
  return app && { app, claim };
}

interface Verified extends Claimed {
  readonly keys: AppKeys;
}

async function verify(
  core: Core,
  { path, headers, body, address, trail }: StrongRequest,
): Promise<Verified | undefined> {
  trail.step = 'id';
  const claimed = await claimedApp(core, headers, trail);
  if (!claimed) return undefined;
  const { app, claim } = claimed;
  const keys = validKeys(app).find((each) => isStrongRequestSignedBy(each, claim, path, body));
  trail.step = keys ? 'time' : 'sign';
  if (keys && isTimely(claim.timestamp, core.clock.now())) {
    trail.step = 'nonce';
    const isFirst = await isFirstUse(core, app.appId, claim.nonce, claim.timestamp);
    if (isFirst) {
      trail.isProved = true;
      return { app, keys, claim };
    }
  }
  await core.noteWrongSignature(app.appId, address);
  return undefined;
}

function open(app: App, keys: AppKeys, claim: RequestClaim, { path, body, trail }: StrongRequest): unknown {
  trail.step = 'frozen';
  if (app.frozen) throw new Refusal('app_frozen', {});
  trail.step = 'body';
  const param = propertyOf(objectOf(body.toString('utf8'), '请求体'), 'param');
  if (typeof param !== 'string') throw new FieldError('param', '不能为空，应为字符串');
  trail.step = 'decrypt';
  let text: string;
  try {
    text = openStrongRequest(keys, claim, path, param);
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    throw new FieldError('param', '解密失败，请检查密钥派生、附加数据与 IV');
  }
  trail.step = 'json';
  return objectOf(text, 'param');
}

function objectOf(text: string, field: string): object {
  let content: unknown;
  try {
    content = parseJson(text);
  } catch {
    throw new FieldError(field, '不是有效的 JSON');
  }
  if (typeof content !== 'object' || content === null) throw new FieldError(field, '必须是 JSON 对象');
  return content;
}
