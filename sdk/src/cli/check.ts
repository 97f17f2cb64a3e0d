import type { Words } from './terminal.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: Words;
  readonly cure?: Words;
}

/** Why no connection came about: `fetch` says only that it failed, its cause says why. */
export function unreachable(address: string, error: unknown): { readonly says: Words; readonly cure: Words } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = String(
    (cause as { code?: unknown } | undefined)?.code ?? (cause instanceof Error ? cause.name : ''),
  );
  if (cause instanceof Error && cause.message === 'bad port') return badPort(address);
  const says = { zh: `连不上 ${address}（${code}）`, en: `cannot reach ${address} (${code})` };
  if (code === 'ECONNREFUSED')
    return {
      says,
      cure: { zh: '该端口没有程序：核对端口，启动它', en: 'Nothing listens there: check the port, start it' },
    };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return {
      says,
      cure: { zh: '域名解析失败：核对域名与 DNS', en: 'The name is not known: check it, and DNS' },
    };
  if (/CERT|SSL|TLS|UNABLE_TO/.test(code))
    return {
      says,
      cure: {
        zh: '证书不被信任：检查证书链与有效期；自建 CA 用 NODE_EXTRA_CA_CERTS',
        en: 'The certificate is not trusted: check its chain and date; NODE_EXTRA_CA_CERTS for a CA of your own',
      },
    };
  return { says, cure: { zh: '检查网络、防火墙和代理', en: 'Check network, firewall and proxy' } };
}

function badPort(address: string): { readonly says: Words; readonly cure: Words } {
  return {
    says: { zh: `${address} 的端口不允许访问`, en: `the port of ${address} is blocked` },
    cure: {
      zh: '浏览器和 Node 不访问这些端口（Fetch 标准的 bad ports）：换一个',
      en: 'Browsers and Node do not go there (bad ports of the Fetch standard): take another',
    },
  };
}
