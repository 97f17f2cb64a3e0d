import { setTimeout as pause } from 'node:timers/promises';
import type { CashierError, CashierView } from '@zhixiao/contract/cashier/view';
import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { type AppKeys, openResponse, type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { Agent, request } from 'undici';
import { ORDER_TERMS } from '../scenarios/legs.ts';

/** What is timed of a payment from outside. */
export const STEPS = ['create', 'page', 'start', 'wallet', 'poll'] as const;
type Step = (typeof STEPS)[number];

/** What all payers of a run were answered. */
interface Seen {
  /** Milliseconds of each answer that was the one asked for. */
  readonly waits: Readonly<Record<Step, number[]>>;
  /** How often something else was answered, by step, status and code. */
  readonly others: Map<string, number>;
  /** Answers that neither were the one asked for nor said when to ask again, or refused without a 503's Retry-After. */
  readonly wrong: Map<string, number>;
}

/** One payer's way, as his page and his wallet know it. Times are of the machine's clock. */
export interface Life {
  readonly orderId: string;
  /** What his page said last. */
  readonly word: CashierView['state'] | 'none';
  /** When he confirmed in the wallet that said it was paid; undefined: no wallet said so. */
  readonly confirmedAt: number | undefined;
  /** When his page said that it was paid. */
  readonly seenAt: number | undefined;
  /** How often his page stopped trying, and he had to press again. */
  readonly stops: number;
  /** From the order's creation until the page said paid. Milliseconds. */
  readonly tookMs: number;
}

/** What payers of a run have in common. */
export interface World extends AsyncDisposable {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  readonly dispatcher: Agent;
  readonly seen: Seen;
  /** When whoever is not done gives up; by `performance.now()`. */
  deadline: number;
}

/** One payer's terms. */
export interface Payer {
  readonly keys: AppKeys;
  readonly outTradeNo: string;
  readonly notifyUrl: string;
  readonly channel: ChannelName;
  /** How long he looks at the code before he confirms. */
  readonly thinkMs: number;
  /** What his page waits for before it asks whether it is paid; every 2 s by default, as the cashier does. */
  readonly beforePoll?: (orderId: string) => Promise<void>;
}

interface Reply {
  /** 0: no answer. */
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly text: string;
}

const PAYER_CONNECTIONS = 1_500;
/** As the cashier's page does (`cashier/src/session.ts`, `poll.ts`). */
const POLL_MS = 2_000;
const OFFLINE_RETRY_MS = 3_000;
const MAX_STARTS = { busy: 40, other: 5 };
const NOT_NOW: readonly string[] = ['unavailable', 'too_many_requests', 'channel_busy'];
/** A person sees that nothing happens any more, and presses the button. */
const PRESSES_AGAIN_MS = 5_000;
/** However late he paid: longer than a page may take to say so. */
const FOLLOWED_MS = 60_000;

export function openWorld(apiUrl: string, sandboxUrl: string): World {
  const dispatcher = new Agent({ connections: PAYER_CONNECTIONS });
  const waits = Object.fromEntries(STEPS.map((step) => [step, [] as number[]])) as Seen['waits'];
  return {
    apiUrl,
    sandboxUrl,
    dispatcher,
    seen: { waits, others: new Map(), wrong: new Map() },
    deadline: Number.POSITIVE_INFINITY,
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

/** Has one payer's order created, opens its page, starts, pays in the emulated wallet, and follows the page until it says paid. */
export async function live(world: World, payer: Payer): Promise<Life> {
  const startedAt = performance.now();
  const life = { word: 'none' as Life['word'], confirmedAt: undefined, seenAt: undefined, stops: 0 };
  const ended = (orderId: string, change: Partial<Life>): Life => ({
    ...life,
    ...change,
    orderId,
    tookMs: performance.now() - startedAt,
  });
  const orderId = await createOrder(world, payer);
  if (orderId === undefined) return ended('', {});
  const page = await patiently(world, 'page', () => get(world, `/pay/orderId/${orderId}.html`), isOk);
  if (!page) return ended(orderId, {});
  const { started, stops } = await start(world, orderId, payer.channel);
  if (!started) return ended(orderId, { word: 'waiting', stops });
  await pause(payer.thinkMs);
  const confirmedAt = await confirm(world, payer.channel, started);
  // who has paid is not left before his page can say so
  const deadline =
    confirmedAt === undefined ? world.deadline : Math.max(world.deadline, performance.now() + FOLLOWED_MS);
  const { word, seenAt } = await follow({ ...world, deadline }, orderId, payer);
  return ended(orderId, { word, seenAt, confirmedAt, stops });
}

async function createOrder(
  world: World,
  { keys, outTradeNo, notifyUrl }: Payer,
): Promise<string | undefined> {
  const terms = { ...ORDER_TERMS, notify_url: notifyUrl, out_trade_no: outTradeNo };
  const body = new URLSearchParams({ ...sealRequest(keys, terms) }).toString();
  const reply = await patiently(
    world,
    'create',
    () => post(world, '/pay_api/order_create', body, 'application/x-www-form-urlencoded'),
    ({ status, text }) => status === 200 && text.startsWith('{"ret_code":0,'),
  );
  if (!reply) return undefined;
  const content = openResponse(keys, JSON.parse(reply.text) as SealedResponse);
  return (JSON.parse(content) as { order_id: string }).order_id;
}

/** Asks for a code as the page does: again by itself while it is told to, until it stops and the payer presses. */
async function start(
  world: World,
  orderId: string,
  channel: ChannelName,
): Promise<{ readonly started: string | undefined; readonly stops: number }> {
  const body = JSON.stringify({ channel, device: 'desktop' });
  let stops = 0;
  const tries = { busy: 0, other: 0 };
  const ask = () => post(world, `/cashier-api/orders/${orderId}/payments`, body, 'application/json');
  const reply = await patiently(world, 'start', ask, isOk, async ({ code, turnMs }) => {
    // as a page does, one in line waits for as long as the order can be paid
    if (turnMs !== undefined) return;
    const reason = NOT_NOW.includes(code) ? 'busy' : 'other';
    tries[reason] += 1;
    if (tries[reason] < MAX_STARTS[reason]) return;
    Object.assign(tries, { busy: 0, other: 0 });
    stops += 1;
    await pause(PRESSES_AGAIN_MS);
  });
  if (!reply) return { started: undefined, stops };
  const { payment } = JSON.parse(reply.text) as CashierView;
  return { started: payment?.kind === 'qr' ? payment.codeUrl : undefined, stops };
}

/** Confirms in the wallet; answers when, if the wallet took the money. */
async function confirm(world: World, channel: ChannelName, codeUrl: string): Promise<number | undefined> {
  const body = JSON.stringify({ code_url: codeUrl });
  let at = 0;
  const reply = await patiently(
    world,
    'wallet',
    () => {
      at = Date.now();
      return send(world, `${world.sandboxUrl}/__admin/${channel}/pay`, 'POST', body, 'application/json');
    },
    isOk,
  );
  return reply && (JSON.parse(reply.text) as { paid: boolean }).paid ? at : undefined;
}

async function follow(
  world: World,
  orderId: string,
  { beforePoll = () => pause(POLL_MS) }: Payer,
): Promise<Pick<Life, 'word' | 'seenAt'>> {
  let word: Life['word'] = 'waiting';
  while (performance.now() < world.deadline) {
    await beforePoll(orderId);
    const reply = await patiently(world, 'poll', () => get(world, `/cashier-api/orders/${orderId}`), isOk);
    if (!reply) break;
    word = (JSON.parse(reply.text) as CashierView).state;
    if (word !== 'waiting' && word !== 'confirming') return { word, seenAt: Date.now() };
  }
  return { word, seenAt: undefined };
}

/** Asks until the answer is good, at the times it is told to; undefined when it is not told to, or the run is over. */
async function patiently(
  world: World,
  step: Step,
  ask: () => Promise<Reply>,
  isGood: (reply: Reply) => boolean,
  onRefusal?: (refusal: Refused) => Promise<void>,
): Promise<Reply | undefined> {
  while (performance.now() < world.deadline) {
    const askedAt = performance.now();
    const reply = await ask();
    if (isGood(reply)) {
      world.seen.waits[step].push(performance.now() - askedAt);
      return reply;
    }
    const refusal = refusalIn(reply);
    const { code, retryAfterMs } = refusal;
    const what = `${step} ${reply.status} ${code}`.trim();
    count(world.seen.others, what);
    if (retryAfterMs === undefined || (reply.status === 503 && reply.retryAfterS === undefined)) {
      count(world.seen.wrong, what);
    }
    if (retryAfterMs === undefined) return undefined;
    await pause(retryAfterMs);
    await onRefusal?.(refusal);
  }
  return undefined;
}

/** Why it was not answered, and when to ask again, if at all. */
interface Refused {
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly turnMs?: number | undefined;
}

function refusalIn({ status, text, retryAfterS }: Reply): Refused {
  if (status === 0) return { code: '', retryAfterMs: OFFLINE_RETRY_MS };
  const headerMs = retryAfterS === undefined ? undefined : retryAfterS * 1_000;
  try {
    const { error, retryAfterMs, turnMs } = JSON.parse(text) as Partial<CashierError>;
    return { code: error?.code ?? '', retryAfterMs: retryAfterMs ?? headerMs, turnMs };
  } catch {
    return { code: '', retryAfterMs: headerMs };
  }
}

const isOk = ({ status }: Reply) => status === 200;

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const get = (world: World, path: string) => send(world, world.apiUrl + path, 'GET');
const post = (world: World, path: string, body: string, type: string) =>
  send(world, world.apiUrl + path, 'POST', body, type);

async function send(
  { dispatcher }: World,
  url: string,
  method: 'GET' | 'POST',
  body?: string,
  type?: string,
): Promise<Reply> {
  try {
    const answer = await request(url, {
      dispatcher,
      method,
      body: body ?? null,
      headers: { 'user-agent': DESKTOP, ...(type === undefined ? {} : { 'content-type': type }) },
    });
    const text = await answer.body.text();
    const after = answer.headers['retry-after'];
    return { status: answer.statusCode, text, retryAfterS: after === undefined ? undefined : Number(after) };
  } catch {
    return { status: 0, text: '', retryAfterS: undefined };
  }
}

const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
