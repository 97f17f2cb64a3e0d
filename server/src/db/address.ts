import pg from 'pg';

/** A DATABASE_URL that cannot be used; the message is one line without the address, which has a password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

const PARTS = /^(postgres(?:ql)?:\/\/)([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/;
/** As libpq has them. The server writes, so that all of these mean: the host that can be written to. */
const WRITABLE = ['any', 'read-write', 'primary'];
/** And of a database that is only read from: the host that is looked for is a standby. */
const READERS = ['read-only', 'standby', 'prefer-standby'];
const PORT_MAX = 65_535;

/**
 * The hosts of a connection string, each as a connection string of its own. Several are given as libpq takes them:
 * `postgres://user:password@a:5432,b:5432/zhixiao?target_session_attrs=read-write`, or by `host=a,b&port=5432`.
 * @param use what the hosts are for; `target_session_attrs` must say the same, or nothing
 * @throws DatabaseUrlError
 */
export function databaseHosts(url: string, use: 'writing' | 'reading' = 'writing'): readonly string[] {
  const { attributes, hosts } = splitHosts(url);
  checkAttributes(attributes, use);
  return hosts;
}

function splitHosts(url: string): { readonly attributes: string | null; readonly hosts: readonly string[] } {
  const parts = PARTS.exec(url);
  if (!parts) throw new DatabaseUrlError('DATABASE_URL must begin with postgres:// or postgresql://');
  const [, scheme = '', authority = '', path = '', query = ''] = parts;
  // a password may contain an @ that is not percent-encoded
  const at = authority.lastIndexOf('@') + 1;
  const settings = new URLSearchParams(query);
  const attributes = settings.get('target_session_attrs');
  const pairs = hostsOf(authority.slice(at), settings.get('host'), settings.get('port'));
  for (const ours of ['target_session_attrs', 'load_balance_hosts', 'host', 'port']) settings.delete(ours);
  const hosts = pairs.map(([host, port]) => {
    const own = new URLSearchParams(settings);
    if (host !== '') own.set('host', host);
    if (port !== '') own.set('port', port);
    return checked(`${scheme}${authority.slice(0, at)}localhost${path}?${own}`);
  });
  return { attributes, hosts };
}

/** Host and port of each host of a connection string, for lines that people read: nothing else of it is fit for them. */
export function placesIn(url: string): string {
  return splitHosts(url)
    .hosts.map((one) => {
      const { host = 'localhost', port = '5432' } = Object.fromEntries(new URL(one).searchParams);
      return `${host.includes(':') ? `[${host}]` : host}:${port}`;
    })
    .join(', ');
}

/** Modes of the driver that check the certificate and the host name. Without `sslmode` it connects without TLS. */
const CHECKED_MODES = ['prefer', 'require', 'verify-ca', 'verify-full'];
const LOCAL = /^(localhost|127\.[0-9.]+|::1|\/.*|)$/;

/** Remote hosts of a connection string that would be connected to without a verified certificate. */
export function unprotectedHosts(url: string): readonly string[] {
  return databaseHosts(url).flatMap((one) => {
    // of what stands twice the driver takes the last
    const settings = Object.fromEntries(new URL(one).searchParams);
    const { host = '', sslmode, ssl = '', uselibpqcompat } = settings;
    const isChecked =
      uselibpqcompat !== 'true' &&
      (sslmode === undefined ? ['true', '1'].includes(ssl) : CHECKED_MODES.includes(sslmode));
    return isChecked || LOCAL.test(host) ? [] : [host];
  });
}

/** Whether every host of a connection string is this machine. */
export function isOnThisMachine(url: string): boolean {
  return databaseHosts(url).every((one) => LOCAL.test(new URL(one).searchParams.get('host') ?? ''));
}

function checkAttributes(wanted: string | null, use: 'writing' | 'reading'): void {
  if (wanted === null || wanted === 'any') return;
  const [fit, other, why, better] =
    use === 'writing'
      ? [WRITABLE, READERS, 'the server writes to its database', 'read-write']
      : [READERS, WRITABLE, 'a standby takes no writes', 'standby'];
  if (fit.includes(wanted)) return;
  const reason = other.includes(wanted) ? `cannot be used: ${why}` : 'is unknown';
  throw new DatabaseUrlError(`target_session_attrs=${wanted} in DATABASE_URL ${reason}; use ${better}`);
}

function hostsOf(named: string, hosts: string | null, ports: string | null): [host: string, port: string][] {
  const pairs = hosts === null ? pairsOf(named, ports) : zip(hosts.split(','), ports);
  for (const [, port] of pairs) {
    if (port !== '' && !(/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= PORT_MAX)) {
      throw new DatabaseUrlError('DATABASE_URL names a port that is none');
    }
  }
  return pairs;
}

function pairsOf(named: string, ports: string | null): [string, string][] {
  const found = named.split(',').map((one): [string, string] => {
    const [, bracketed, plain = '', port = ''] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/.exec(one) ?? [];
    const host = bracketed ?? decodeURIComponent(plain);
    if (host === '' && one !== '') throw new DatabaseUrlError('DATABASE_URL names a host that is none');
    return [host, port];
  });
  return ports === null
    ? found
    : zip(
        found.map(([host]) => host),
        ports,
      );
}

function zip(hosts: readonly string[], ports: string | null): [string, string][] {
  const listed = ports?.split(',') ?? [''];
  if (listed.length !== 1 && listed.length !== hosts.length) {
    throw new DatabaseUrlError('DATABASE_URL names more or fewer ports than hosts');
  }
  return hosts.map((host, index) => [host, listed[listed.length === 1 ? 0 : index] ?? '']);
}

/** The driver reads the files a connection string names when it is made. */
function checked(connectionString: string): string {
  try {
    new pg.Client({ connectionString });
    return connectionString;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseUrlError(`DATABASE_URL cannot be read: ${reason}`);
  }
}
