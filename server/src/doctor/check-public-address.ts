import { createHash, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { CALLBACK_HEALTH_PATH } from '../channels/callback-health.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from '../lib/http-client.ts';
import type { Words } from '../lib/words.ts';
import { isPublicAddress } from '../notifications/public-address.ts';
import { endFinding } from './certificate-end.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { tlsPeer } from './tls-peer.ts';

export interface PublicAddress {
  readonly publicUrl: string;
  readonly isProduction: boolean;
  readonly now: Date;
}

/**
 * The address that channels call back, as it looks from this machine: its name, its certificate, and whether a POST gets to
 * our own server unchanged. Whether the internet gets there too only somebody outside can say.
 */
export async function checkPublicAddress(
  http: HttpClient,
  { publicUrl, isProduction, now }: PublicAddress,
): Promise<Finding[]> {
  const url = new URL(publicUrl);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) {
    return [
      fault(
        'public.dns',
        { zh: `找不到 ${host} 的地址。`, en: `No address is known for ${host}.` },
        {
          zh: '核对 PUBLIC_URL 的域名，以及域名服务器上的记录。',
          en: 'Check the name in PUBLIC_URL, and its record at the name server.',
        },
      ),
    ];
  }
  const inner = addresses.map(({ address }) => address).filter((address) => !isPublicAddress(address));
  const dns =
    isProduction && inner.length > 0
      ? warning(
          'public.dns',
          {
            zh: `从本机看，${host} 指向内网地址 ${inner.join('、')}。`,
            en: `From here ${host} is the private address ${inner.join(', ')}.`,
          },
          {
            zh: '确认从外网（例如手机流量）解析到的是公网地址，否则渠道无法回调。',
            en: 'See that the internet (a phone, for instance) is given a public address, or channels cannot call back.',
          },
        )
      : ok('public.dns', `${host} 可以解析。`, `${host} is known.`);
  const tls = url.protocol === 'https:' ? await tlsFindings(host, Number(url.port || 443), now) : [];
  return [dns, ...tls, await callbackFinding(http, publicUrl)];
}

const RENEW: Words = {
  zh: '在前置代理上更换完整的证书链（含中间证书），并设置自动续期。',
  en: 'Put a whole chain (with intermediates) on the proxy in front, and have it renewed by itself.',
};

async function tlsFindings(host: string, port: number, now: Date): Promise<Finding[]> {
  try {
    const { distrust, validUntil } = await tlsPeer(host, port);
    const end = validUntil
      ? [
          endFinding(
            'public.certificate',
            { zh: `${host} 的证书`, en: `The certificate of ${host}` },
            validUntil,
            now,
            RENEW,
          ),
        ]
      : [];
    if (distrust === undefined) return end;
    return [
      fault(
        'public.tls',
        {
          zh: `${host} 的证书不被信任（${distrust}），渠道不会回调，付款人会看到警告。`,
          en: `The certificate of ${host} is not trusted (${distrust}): channels do not call back, and payers are warned.`,
        },
        RENEW,
      ),
      ...end.filter(({ severity }) => severity === 'fault'),
    ];
  } catch (error) {
    const { code = 'TIMEOUT' } = error as NodeJS.ErrnoException;
    return [
      fault(
        'public.tls',
        {
          zh: `${host}:${port} 没有建立 TLS 连接（${code}）。`,
          en: `${host}:${port} does not answer by TLS (${code}).`,
        },
        {
          zh: '检查前置代理是否在运行、端口是否开放。',
          en: 'See that the proxy in front runs and its port is open.',
        },
      ),
    ];
  }
}

const BODY_BYTES = 4_096;

/** A body of any bytes, as a firewall that reads and rewrites requests would not leave it. */
async function callbackFinding(http: HttpClient, publicUrl: string): Promise<Finding> {
  const id = 'public.callbacks';
  const body = randomBytes(BODY_BYTES).toString('base64');
  let answer: HttpAnswer;
  try {
    const url = new URL(`${publicUrl}${CALLBACK_HEALTH_PATH}`);
    const headers = { 'content-type': 'application/json' };
    answer = await http.request({ method: 'POST', url, headers, body });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return fault(
      id,
      {
        zh: `回调地址没有答复：${error.message}。`,
        en: `The address for callbacks does not answer (${error.reason}).`,
      },
      {
        zh: '确认服务和前置代理在运行；若只有本机访问不到，请从外网再试。',
        en: 'See that the server and the proxy in front run; if only this machine cannot get there, try from outside.',
      },
    );
  }
  const reported = readJson(answer.body);
  if (answer.status === 200 && reported.status === 'ok') {
    const isWhole = reported.sha256 === createHash('sha256').update(body).digest('hex');
    if (isWhole)
      return ok(
        id,
        '回调地址可用，请求原样到达本服务。',
        'The address for callbacks leads here, and requests come unchanged.',
      );
    return fault(
      id,
      {
        zh: '请求内容在途中被改动，渠道的签名会验证失败。',
        en: 'Requests are changed on the way: signatures of channels will not hold.',
      },
      {
        zh: '让前置代理或防火墙不要改写请求体（编码、压缩、过滤）。',
        en: 'Have the proxy or firewall leave bodies alone (encoding, compression, filters).',
      },
    );
  }
  if (answer.status >= 300 && answer.status < 400) {
    return fault(
      id,
      {
        zh: `回调地址被重定向（${answer.status}），渠道不会跟随。`,
        en: `The address for callbacks redirects (${answer.status}), which channels do not follow.`,
      },
      { zh: '把 PUBLIC_URL 设为最终的地址。', en: 'Set PUBLIC_URL to the address that it leads to.' },
    );
  }
  return fault(
    id,
    {
      zh: `回调地址答复 ${answer.status}，不是本服务的答复。`,
      en: `The address for callbacks answers ${answer.status}, which is not ours.`,
    },
    {
      zh: '检查前置代理是否把 /channel/ 转给本服务，防火墙是否拦截了 POST。',
      en: 'See that the proxy passes /channel/ on to the server, and that no firewall stops a POST.',
    },
  );
}

function readJson(body: Buffer): { readonly status?: unknown; readonly sha256?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
