import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Clock } from '../../../lib/clock.ts';
import { plusMs } from '../../../lib/clock.ts';
import { type HttpClient, HttpFailure } from '../../../lib/http-client.ts';
import { done, notDone, type Outcome, unknown } from '../../../lib/outcome.ts';
import { INVOICE_MISCONFIGURED } from '../../provider.ts';
import type { NuonuoAccount } from './account.ts';
import { isMisconfigured, isOwnTrouble, isTokenRefused, OK } from './codes.ts';
import { newStamp, nuonuoSign } from './signature.ts';
import type { NuonuoToken, NuonuoTokens } from './tokens.ts';

export interface NuonuoEndpoints {
  readonly serviceUrl: string;
  readonly tokenUrl: string;
}

const NUONUO: NuonuoEndpoints = {
  serviceUrl: 'https://sdk.nuonuo.com/open/v1/services',
  tokenUrl: 'https://open.nuonuo.com/accessToken',
};

/** One method of the open platform. A refusal carries 诺诺's own code. */
export interface NuonuoClient {
  call(account: NuonuoAccount, method: string, body: string): Promise<Outcome<unknown>>;
  /** A file behind an address that came with an invoice. */
  fetch(url: URL): Promise<Outcome<Buffer>>;
}

const FILE_LIMITS = { timeoutMs: 20_000, bodyBytes: 10 * 1024 * 1024 };
/** A token is replaced before it ends. */
const TOKEN_MARGIN_MS = 10 * 60_000;

export function createNuonuoClient(options: {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly tokens: NuonuoTokens;
  readonly endpoints?: NuonuoEndpoints;
}): NuonuoClient {
  const { http, clock, tokens, endpoints = NUONUO } = options;

  const renew = async (account: NuonuoAccount): Promise<Outcome<NuonuoToken>> => {
    const form = new URLSearchParams({
      client_id: account.appKey,
      client_secret: account.appSecret,
      grant_type: 'client_credentials',
    });
    const answer = await exchange(new URL(endpoints.tokenUrl), form.toString(), {
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
    });
    if (answer.kind !== 'done') return answer;
    const { access_token: token, expires_in: seconds, error_description: problem } = answer.value;
    const lifetimeMs = Number(seconds) * 1000 - TOKEN_MARGIN_MS;
    if (typeof token !== 'string' || !(lifetimeMs > 0)) {
      return notDone(
        INVOICE_MISCONFIGURED,
        reasonText('token_refused', { who: '诺诺', message: String(problem ?? reasonText('token_key')) }),
      );
    }
    return done({ token, expiresAt: plusMs(clock.now(), lifetimeMs) });
  };

  async function exchange(
    url: URL,
    body: string,
    headers: Record<string, string>,
  ): Promise<Outcome<Record<string, unknown>>> {
    try {
      const answer = await http.request({ method: 'POST', url, headers, body });
      if (answer.status >= 500)
        return unknown(reasonText('answered', { who: '诺诺', status: answer.status }));
      const parsed: unknown = JSON.parse(answer.body.toString('utf8'));
      return typeof parsed === 'object' && parsed !== null
        ? done(parsed as Record<string, unknown>)
        : unknown(reasonText('answer_not_object', { who: '诺诺' }));
    } catch (error) {
      if (error instanceof HttpFailure) return unknown(error.message);
      // its own message quotes the answer, which may hold a token
      if (error instanceof SyntaxError) return unknown(reasonText('answer_not_json', { who: '诺诺' }));
      throw error;
    }
  }

  async function callWith(account: NuonuoAccount, token: string, method: string, body: string) {
    const stamp = newStamp(clock.now());
    const url = new URL(endpoints.serviceUrl);
    url.search = String(new URLSearchParams({ ...stamp, appkey: account.appKey }));
    return exchange(url, body, {
      'content-type': 'application/json;charset=utf-8',
      'x-nuonuo-sign': nuonuoSign(account, stamp, body),
      accesstoken: token,
      usertax: account.sellerTaxNo,
      method,
    });
  }

  return {
    async call(account, method, body) {
      let refused: string | undefined;
      for (;;) {
        const token = await tokens.get(account, () => renew(account), refused);
        if (token.kind !== 'done') return token;
        const answer = await callWith(account, token.value, method, body);
        if (answer.kind !== 'done') return answer;
        const { code, describe, result } = answer.value;
        if (typeof code !== 'string') return unknown(reasonText('answer_without_code', { who: '诺诺' }));
        if (code === OK) return done(result);
        if (isTokenRefused(code) && refused === undefined) {
          refused = token.value;
          continue;
        }
        const message = typeof describe === 'string' && describe !== '' ? describe : code;
        const coded = reasonText('coded', { code, message });
        if (isMisconfigured(code)) return notDone(INVOICE_MISCONFIGURED, coded);
        return isOwnTrouble(message) ? unknown(coded) : notDone(code, message);
      }
    },

    async fetch(url) {
      try {
        const answer = await http.request({ method: 'GET', url, headers: {}, limits: FILE_LIMITS });
        return answer.status === 200
          ? done(answer.body)
          : unknown(reasonText('invoice_file_answered', { status: answer.status }));
      } catch (error) {
        if (error instanceof HttpFailure) return unknown(error.message);
        throw error;
      }
    },
  };
}
