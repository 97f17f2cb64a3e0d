import { randomBytes } from 'node:crypto';
import { recycledKeyPairs } from '../../../../sandbox/test/helpers/key-pairs.ts';
import { type App, type AppOptions, createApp } from '../../../src/app.ts';
import { unaudited } from '../../../src/audit/unaudited.ts';
import type { Channel } from '../../../src/channels/channel.ts';
import type { AuditedCore } from '../../../src/core.ts';
import type { Limits } from '../../../src/http/limits.ts';
import { listenWidely } from '../../../src/http/listen.ts';
import type { MasterKeys } from '../../../src/installation/keys/load-keys.ts';
import type { SenderSettings } from '../../../src/invoices/deliver/senders.ts';
import { createLog } from '../../../src/lib/log.ts';
import type { PartnerNetwork } from '../../../src/notifications/partner-reach.ts';
import { type SeededAs, seedSandbox } from '../../../src/sandbox/seed.ts';
import { ask } from '../ask.ts';
import { type EmulatedAlipay, emulatedAlipay } from '../channels/emulated-alipay.ts';
import { type EmulatedWechat, emulatedWechat } from '../channels/emulated-wechat.ts';
import { startEmulators } from '../channels/emulators.ts';
import { type Partner, partnerOf } from '../partner/partner.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from '../partner/partner-endpoint.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { freePort } from './free-port.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { passTime } from './pass-time.ts';

/** The whole product on real parts: PostgreSQL, the emulated channels, a partner with its endpoint. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** Where the emulators are. */
  readonly sandboxUrl: string;
  readonly databaseUrl: string;
  readonly masterKey: Buffer;
  /** What tests do by its use cases themselves has no audit entry. */
  readonly app: App & { readonly core: AuditedCore };
  readonly clock: MovableClock;
  readonly wechat: EmulatedWechat;
  readonly alipay: EmulatedAlipay;
  readonly partner: Partner;
  readonly endpoint: PartnerEndpoint;
  /** Another process's worth of background work on the same database. */
  startWorker(): Promise<App>;
  /** Another process that answers requests, on the same database; it does not listen yet. */
  startApi(): Promise<App>;
  /** Moves the time here and at the channels, and looks for what became due. */
  advance(ms: number): Promise<void>;
  /** Moves the time step by step until `condition` holds; see `passTime`. */
  advanceUntil(stepMs: number, what: string, condition: () => Promise<unknown>): Promise<void>;
  /** Starts a QR payment on the cashier, as a desktop browser does; answers the code. */
  openCode(orderId: string, channel?: Channel): Promise<string>;
  /** The same, with the cookies by which that browser is known as the payer's afterwards. */
  startInBrowser(orderId: string, channel?: Channel): Promise<{ code: string; cookie: string }>;
}

export const GATEWAY_POOL_SIZE = 12;
/** By the default ten recovery codes take half a second of a processor, and a sign-in a twentieth. */
const CHEAP_PASSWORDS = { memory: 64, passes: 1, parallelism: 1 };

export async function startGateway({
  log = createLog('fatal'),
  channelTimeoutMs = 8_000,
  senders = {} as SenderSettings,
  partners = {} as PartnerNetwork,
  role = 'all' as AppOptions['role'],
  rateLimitPerSecond = 0,
  limits = {} as Partial<Limits>,
  /** Of a busy machine it is not said that there are too many requests, where that is not the test. */
  waitFactor = 10,
  /** Whether passwords are hashed as nowhere else: what is tested is not how. */
  hasCheapPasswords = true,
  /** A migrated database that the test has made, and how it is reached; undefined: one of its own. */
  databaseUrl = undefined as string | undefined,
  /** Undefined: any that is free. */
  port = undefined as number | undefined,
  /** A pooler in front of that database. */
  poolerUrl = undefined as string | undefined,
  /** Where the console reads what may lag; undefined: nowhere else. */
  standby = undefined as AppOptions['standby'],
  /** How the master keys are read, where a rotation changes them. */
  masterKeys = undefined as MasterKeys | undefined,
  /** Which of several databases it has, what is in it, and the router in front. */
  shard = undefined as number | undefined,
  seededAs = undefined as SeededAs | undefined,
  routerUrl = undefined as string | undefined,
} = {}): Promise<Gateway> {
  await using starting = new AsyncDisposableStack();
  const ownUrl = async () => {
    const database = await createTestDatabase();
    starting.defer(() => database.drop());
    return database.url;
  };
  const makeKeyPair = recycledKeyPairs();
  const sandbox = starting.use(await startEmulators(makeKeyPair));
  const endpoint = starting.use(await startPartnerEndpoint(seededAs?.app));
  const clock = movableClock();
  const listeningPort = port ?? (await freePort());
  const url = `http://127.0.0.1:${listeningPort}`;
  const masterKey = randomBytes(32);
  const options: AppOptions = {
    databaseUrl: databaseUrl ?? (await ownUrl()),
    poolerUrl,
    standby,
    databasePoolSize: GATEWAY_POOL_SIZE,
    masterKey: masterKeys ?? masterKey,
    publicUrl: routerUrl ?? url,
    shard,
    sandboxUrl: sandbox.url,
    channelTimeoutMs,
    senders,
    partners,
    role,
    rateLimitPerSecond,
    limits,
    waitFactor,
    ...(hasCheapPasswords ? { passwordCost: CHEAP_PASSWORDS } : {}),
    trustedProxies: routerUrl === undefined ? 0 : 1,
    clock,
    log,
  };
  const started = starting.use(await createApp(options));
  // the server's own core: tests change its settings
  const app = { ...started, core: Object.assign(started.core, unaudited({})) };
  await seedSandbox(app.core, sandbox.url, makeKeyPair, seededAs);
  await listenWidely(app.server, { host: '127.0.0.1', port: listeningPort });
  const wechat = emulatedWechat(sandbox.url);
  const stack = starting.move();
  const startInBrowser = async (orderId: string, channel: Channel = 'wechat') => {
    const answer = await ask(`${url}/cashier-api/orders/${orderId}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel, device: 'desktop' }),
    });
    const view = JSON.parse(answer.text) as { payment?: { codeUrl: string } };
    if (!view.payment) throw new Error(`no code: ${answer.status} ${JSON.stringify(view)}`);
    return { code: view.payment.codeUrl, cookie: cookiesIn(answer) };
  };
  const advance = async (ms: number) => {
    clock.advance(ms);
    await wechat.advance(ms);
    app.workers?.wake();
  };
  return {
    url,
    sandboxUrl: sandbox.url,
    databaseUrl: options.databaseUrl,
    masterKey,
    app,
    clock,
    wechat,
    alipay: emulatedAlipay(sandbox.url),
    endpoint,
    partner: partnerOf(url, endpoint.url, seededAs?.app),
    startWorker: () => createApp({ ...options, role: 'worker' }),
    startApi: () => createApp({ ...options, role: 'api' }),
    advance,
    advanceUntil: (stepMs, what, condition) => passTime(advance, stepMs, what, condition),
    openCode: async (orderId, channel) => (await startInBrowser(orderId, channel)).code,
    startInBrowser,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The cookies of an answer, as a browser sends them back. */
export function cookiesIn(answer: Pick<Response, 'headers'>): string {
  const set = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return set.filter((cookie) => !cookie.endsWith('=')).join('; ');
}
