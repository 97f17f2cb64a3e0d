import { encrypt } from '@zhixiao/protocol/cipher';
import * as interfaces from '@zhixiao/protocol/interfaces';
import * as invoices from '@zhixiao/protocol/invoice-fields';
import { HEADER, sealStrongRequest } from '@zhixiao/protocol/profile-message';
import { requestSign } from '@zhixiao/protocol/signature';
import type { ServedRoute } from '../../src/listener.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { anyText, anyValue, type Random, randomOf } from './random.ts';

/** What the inputs are about. */
export interface Targets {
  readonly url: string;
  readonly routes: readonly ServedRoute[];
  /** Cookies of an operator of each role. */
  readonly cookies: readonly string[];
  /** Parameters that a route of the console takes, by its key. */
  readonly examples: (key: string) => readonly object[];
  /** Names and numbers of things that are there. */
  readonly known: readonly string[];
}

export interface Input {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Bytes as they are, in place of all that. */
  readonly raw?: string;
}

const KINDS = {
  pages: pageInput,
  visitor: (random: Random, targets: Targets) => consoleInput(random, targets, undefined),
  operator: (random: Random, targets: Targets) => consoleInput(random, targets, random.pick(targets.cookies)),
  partner: partnerInput,
  strong: strongInput,
  envelope: envelopeInput,
  raw: rawInput,
} as const;

/** Inputs come in batches of one kind; of ten batches so many are of each. */
const BATCHES: readonly (keyof typeof KINDS)[] = [
  'pages',
  'operator',
  'partner',
  'strong',
  'visitor',
  'operator',
  'envelope',
  'pages',
  'operator',
  'raw',
];
export const BATCH = 100;

/** One input, always the same for the same seed and index, but for the time and nonce of what is signed in the second version. */
export function inputAt(seed: number, index: number, targets: Targets): Input {
  const kind = BATCHES[Math.floor(index / BATCH) % BATCHES.length] ?? 'pages';
  return KINDS[kind](randomOf(seed, index), targets);
}

/** What costs a hundred times the others: seldom. */
const HEAVY = /audit\/(verify|export)|directory\/roster|passkey-request/;
/** They would end the session that all the others need. */
const ENDING = /sign-out|end-others|account\/password/;
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/xml',
  ';;',
];

function pageInput(random: Random, targets: Targets): Input {
  const routes = targets.routes.filter(({ url }) => !/^\/(console-api|pay_api)\//.test(url));
  const route = random.pick(routes);
  const query = random.chance(0.3)
    ? `?${escaped(random.pick(['lang', 'device', 'code', 'state', 'wallet', 'sign_in', 'again']))}=${escaped(anyText(random, targets.known))}`
    : '';
  const path = filled(random, targets, route.url) + query;
  const headers: Record<string, string> = {
    'user-agent': random.pick(['MicroMessenger/8.0', 'AlipayClient/10', 'Mozilla/5.0 (iPhone', 'x', '']),
    ...(random.chance(0.5) ? { accept: 'text/html' } : {}),
    ...(random.chance(0.2)
      ? { cookie: `lang=${escaped(anyText(random, targets.known))}; payer_state_0123456789abcdef=x` }
      : {}),
    ...(random.chance(0.1) ? { 'x-forwarded-for': escaped(anyText(random, targets.known)) } : {}),
  };
  const method = random.chance(0.9) ? route.method : random.pick(['GET', 'POST', 'PUT', 'OPTIONS', 'PATCH']);
  if (method === 'GET' || method === 'HEAD') return { method, path, headers, body: undefined };
  return { method, path, ...body(random, targets, headers, PAGE_FIELDS) };
}

const PAGE_FIELDS = [
  'ticket',
  'user_no',
  'user_name',
  'proof',
  'consent',
  'payer_type',
  'payer_name',
  'payer_taxnum',
  'phone',
  'payer_email',
  'sure',
  'channel',
  'device',
  'sign',
  'out_trade_no',
  'content',
  'event_type',
];

/** A body of any of the types, with fields that mean something and others. */
function body(
  random: Random,
  targets: Targets,
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Pick<Input, 'headers' | 'body'> {
  const type = random.pick(TYPES);
  const fields = Array.from({ length: random.int(8) }, () => [
    random.chance(0.9) ? random.pick(names) : anyText(random, targets.known),
    anyValue(random, targets.known),
  ]);
  const texts = fields.map(([name, value]) => [String(name), textOf(value)] as [string, string]);
  const content = random.chance(0.2)
    ? anyText(random, targets.known)
    : random.pick([
        JSON.stringify(Object.fromEntries(fields)),
        new URLSearchParams(texts).toString(),
        texts
          .map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}`)
          .join('\r\n'),
        JSON.stringify(anyValue(random, targets.known)),
      ]);
  return { headers: { ...headers, 'content-type': type }, body: content };
}

function consoleInput(random: Random, targets: Targets, cookie: string | undefined): Input {
  const routes = targets.routes.filter(
    ({ url, method }) => url.startsWith('/console-api/') && !url.endsWith('*') && method !== 'HEAD',
  );
  let route = random.pick(routes);
  while ((HEAVY.test(route.url) && random.chance(0.95)) || (cookie !== undefined && ENDING.test(route.url))) {
    route = random.pick(routes);
  }
  const { method } = route;
  const declared = route.url.slice('/console-api'.length);
  const params: Record<string, unknown> = { ...random.pick(targets.examples(`${method} ${declared}`)) };
  for (const name of Object.keys(params)) {
    if (random.chance(0.25)) params[name] = anyValue(random, targets.known);
    if (random.chance(0.03)) delete params[name];
  }
  if (random.chance(0.1)) params[anyText(random, targets.known)] = anyValue(random, targets.known);
  if (random.chance(0.3)) {
    const name = random.pick([
      'after',
      'limit',
      'schoolId',
      'from',
      'to',
      'text',
      'number',
      'date',
      'status',
    ]);
    params[name] = anyValue(random, targets.known);
  }
  const path = route.url.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name] ?? anyText(random, targets.known);
    delete params[name];
    return escaped(textOf(value)) || '-';
  });
  const headers = {
    'x-console': '1',
    ...(random.chance(0.97) ? { origin: targets.url } : {}),
    ...(cookie === undefined ? {} : { cookie }),
  };
  if (method === 'GET') {
    const query = Object.entries(params).map(([name, value]) => `${escaped(name)}=${escaped(textOf(value))}`);
    return { method, path: `${path}?${query.join('&')}`, headers, body: undefined };
  }
  if (random.chance(0.05))
    return { method, path, ...body(random, targets, headers, Object.keys(params).concat('a')) };
  const type = { 'content-type': 'application/json' };
  return { method, path, headers: { ...headers, ...type }, body: JSON.stringify(params) };
}

/** Every field that a partner's request may have. */
const PARTNER_FIELDS = [interfaces, invoices].flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (name.endsWith('Shape') ? Object.keys(value) : [])),
);

function partnerRoute(random: Random, { routes }: Targets): string {
  return random.pick(routes.filter(({ url }) => url.startsWith('/pay_api/') && !url.endsWith('*'))).url;
}

/** A request that is signed, with content that need not make sense. */
function partnerInput(random: Random, targets: Targets): Input {
  const content = Object.fromEntries(
    Array.from({ length: 3 + random.int(10) }, () => [
      random.chance(0.95) ? random.pick(PARTNER_FIELDS) : anyText(random, targets.known),
      anyValue(random, targets.known),
    ]),
  );
  const text = random.chance(0.9) ? JSON.stringify(content) : anyText(random, targets.known);
  const param = encrypt(TEST_APP.cipher, TEST_APP.aesKey, text);
  const fields = { id: TEST_APP.appId, param, sign: requestSign(TEST_APP.appId, param, TEST_APP.appSecret) };
  const isJson = random.chance(0.2);
  return {
    method: 'POST',
    path: partnerRoute(random, targets),
    headers: { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
  };
}

/** A request of the second version whose signature holds, or that was changed in one place after it was signed. */
function strongInput(random: Random, targets: Targets): Input {
  const content = random.chance(0.9)
    ? Object.fromEntries(
        Array.from({ length: 3 + random.int(10) }, () => [
          random.chance(0.95) ? random.pick(PARTNER_FIELDS) : anyText(random, targets.known),
          anyValue(random, targets.known),
        ]),
      )
    : [anyValue(random, targets.known)];
  const path = partnerRoute(random, targets);
  const at = new Date(Date.now() + (random.chance(0.05) ? random.int(2 ** 31) * 1_000 : 0));
  const sealed = sealStrongRequest(random.pick(['v2', 'v2-sm']), TEST_APP, path, content, at);
  const headers: Record<string, string> = { ...sealed.headers };
  const name = random.pick([...Object.values(HEADER), 'content-type']);
  if (random.chance(0.15)) headers[name] = escaped(anyText(random, targets.known));
  if (random.chance(0.05)) delete headers[name];
  const isOther = random.chance(0.1);
  return {
    method: random.chance(0.95) ? 'POST' : random.pick(['GET', 'PUT', 'DELETE']),
    path: random.chance(0.9) ? path : partnerRoute(random, targets),
    headers,
    body: isOther ? JSON.stringify({ param: anyValue(random, targets.known) }) : sealed.body,
  };
}

/** The envelope itself is what is wrong. */
function envelopeInput(random: Random, targets: Targets): Input {
  const path = random.chance(0.8)
    ? partnerRoute(random, targets)
    : `/pay_api/${escaped(anyText(random, targets.known))}`;
  const query = random.chance(0.2) ? `?id=${escaped(anyText(random, targets.known))}` : '';
  return {
    method: random.chance(0.9) ? 'POST' : random.pick(['GET', 'PUT', 'DELETE', 'OPTIONS']),
    path: path + query,
    ...body(random, targets, {}, ['id', 'param', 'sign', 'id', 'param', 'sign', 'a']),
  };
}

/** Bytes on a connection that are HTTP only in part. */
function rawInput(random: Random, targets: Targets): Input {
  const { url } = random.pick(targets.routes);
  const method = random.pick(['GET', 'POST', 'PUT', 'HEAD', 'FOO', 'get', 'CONNECT', 'TRACE', '', 'PRI']);
  const target = random.pick([
    filled(random, targets, url),
    anyText(random, targets.known),
    `http://a${url}`,
    '*',
  ]);
  const version = random.pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '']);
  const lines = Array.from({ length: random.int(5) }, () =>
    random.pick([
      'Host: a',
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: xchunked',
      'Expect: 100-continue',
      'Expect: x',
      'Upgrade: websocket',
      'Connection: upgrade',
      'Cookie: =;;=',
      'Content-Encoding: gzip',
      'Content-Type: application/json',
      `X: ${anyText(random, targets.known)}`,
      `${anyText(random, targets.known)}: x`,
      'no colon',
    ]),
  );
  const end = random.pick(['\r\n', '\r\n', '\n', '\r']);
  const rest = random.pick([
    '',
    '5\r\nabcde\r\n0\r\n\r\n',
    '{"a":1}',
    anyText(random, targets.known),
    'zz\r\n',
  ]);
  const raw = `${[`${method} ${target} ${version}`, 'Host: a', ...lines].join(end)}${end}${end}${rest}`;
  return { method, path: target, headers: {}, body: undefined, raw };
}

/** A path with something for each parameter. */
function filled(random: Random, targets: Targets, url: string): string {
  const path = url
    .replace(/:(\w+)/g, () => escaped(anyText(random, targets.known)) || '-')
    .replace('*', () => escaped(anyText(random, targets.known)));
  return random.chance(0.03)
    ? `${path}${random.pick(['%', '%zz', '%00', '%ff', '//', '/..;/', '?%00', '.html'])}`
    : path;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
