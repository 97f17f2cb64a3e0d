import type { CashierPayment, CashierView } from '@zhixiao/contract/cashier/view';
import { bridgeOf, type CashierDevice, type CashierState } from '@zhixiao/contract/codes/cashier';
import { CHANNELS, type ChannelName } from '@zhixiao/contract/codes/channels';
import { type Answer, type CashierApi, cashierApi } from './api.ts';
import { clearDoubt, hasDoubt, rememberDoubt } from './doubt.ts';
import { isWalletAddress } from './format.ts';
import { type NextQuestion, type Poll, startPolling } from './poll.ts';
import { watchWaking } from './wake.ts';
import { WALLETS } from './wallets.ts';

/** What one open page knows. */
export interface SessionState {
  readonly view: CashierView;
  readonly payment: CashierPayment | undefined;
  readonly chosen: ChannelName | undefined;
  /** While set, no button starts anything; while `queueing` for the chosen channel, only another one. */
  readonly busy: 'starting' | 'queueing' | 'leaving' | 'paying' | 'checking' | undefined;
  /** How often the channel is still asked before a payer who may have paid is let pay again. */
  readonly checksLeft: number;
  /** Why the page tries again by itself just now. */
  readonly trouble: Trouble | undefined;
  /** With `busy` trouble: how long the payer was told last that his turn takes to come. */
  readonly turnMs: number | undefined;
  readonly notice: Notice | undefined;
  /** The server's clock less the device's, in milliseconds. */
  readonly skewMs: number;
}

/** No answer came, or the server has too much to do to give one. */
type Trouble = 'offline' | 'busy';

/** Something to tell the payer, in whatever language the page is in by then. */
export type Notice =
  | { readonly kind: 'notice'; readonly what: 'notYetPaid' | 'cancelledByPayer' | 'notPaid' }
  | { readonly kind: 'refused'; readonly message: string; readonly inEnglish: string };

/** Answers of "not paid" needed after the wallet said "ok", and after the payer only may have paid. */
const CHECKS_AFTER_OK = 15;
const CHECKS_AFTER_MAYBE = 3;
/** The server's word for: an earlier payment of this order may have gone through. */
const IN_DOUBT = 'payment_in_doubt';
/** The server's word for: many people are paying by this channel. */
const CHANNEL_BUSY = 'channel_busy';
/** The server's words for: not now. */
const NOT_NOW = ['unavailable', 'too_many_requests', CHANNEL_BUSY];
/** How often a code is asked for; while the server says that many people are paying, for some minutes. */
const MAX_STARTS = { busy: 40, other: 5 };
const OFFLINE_RETRY_MS = 3_000;
/** A wallet that is not installed leaves the page where it is. */
const LEAVING_MS = 5_000;

/** The state shown to the payer: a payment that may have succeeded is shown as being confirmed. */
export function stateShown({ view, checksLeft }: SessionState): CashierState {
  return view.state === 'waiting' && checksLeft > 0 ? 'confirming' : view.state;
}

/** Whether a button that starts a payment by this channel does nothing now. */
export function isBlocked({ busy, chosen }: SessionState, channel: ChannelName): boolean {
  return busy !== undefined && (busy !== 'queueing' || channel === chosen);
}

export function firstState(view: CashierView): SessionState {
  return {
    view,
    payment: view.payment,
    chosen: view.payment && 'channel' in view.payment ? view.payment.channel : view.channels[0],
    busy: undefined,
    checksLeft: 0,
    trouble: undefined,
    turnMs: undefined,
    notice: undefined,
    skewMs: 0,
  };
}

/** Keeps one open page true to the server, and starts payments from it one at a time. */
export class Session {
  private readonly orderId: string;
  private readonly device: CashierDevice;
  private readonly api: CashierApi;
  private state: SessionState;
  private onChange: (state: SessionState) => void = () => undefined;
  private poll: Poll | undefined;
  private isBack = false;
  private hasGivenUp = false;
  private starts = 0;

  constructor(initial: CashierView, device: CashierDevice) {
    this.orderId = initial.orderId;
    this.device = device;
    this.api = cashierApi(initial.orderId, device);
    this.state = firstState(initial);
  }

  /** Begins to follow the order, telling every change; answers how to stop. */
  open(onChange: (state: SessionState) => void): () => void {
    this.onChange = onChange;
    const { view } = this.state;
    this.set({ skewMs: view.serverTime - Date.now() });
    if (isFinal(view)) return () => undefined;
    const poll = startPolling(() => this.ask());
    this.poll = poll;
    const stopWatching = watchWaking(() => this.comeBack());
    if (view.state === 'waiting' && hasDoubt(this.orderId)) this.doubt(CHECKS_AFTER_MAYBE);
    else if (view.state === 'waiting') this.renewCode();
    return () => {
      stopWatching();
      poll.stop();
    };
  }

  /** Starts a payment; does nothing while anything else is under way or may have been paid. */
  async start(channel: ChannelName): Promise<void> {
    if (isBlocked(this.state, channel) || stateShown(this.state) !== 'waiting') return;
    this.starts += 1;
    this.set({ busy: 'starting', chosen: channel, payment: undefined, notice: undefined, turnMs: undefined });
    const answer = await this.startPatiently(channel, this.starts);
    if (!answer) return;
    this.take(answer);
    const payment = answer.kind === 'view' ? answer.view.payment : undefined;
    this.set({ payment, busy: undefined, trouble: troubleOf(answer), turnMs: undefined });
    this.hasGivenUp = false;
    if (answer.kind === 'refused') this.takeRefusal(answer);
    this.poll?.wake();
    if (payment && this.state.view.state === 'waiting') await this.follow(payment);
  }

  /** The payer says that he has paid. */
  check(): void {
    if (this.state.busy) return;
    this.set({ busy: 'checking' });
    this.doubt(CHECKS_AFTER_MAYBE);
  }

  /** Asks the server where the order stands. */
  askNow(): void {
    this.poll?.wake();
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    this.onChange(this.state);
  }

  private take(answer: Answer): void {
    if (answer.kind !== 'view') return;
    const { view } = answer;
    // answers can overtake each other: the later truth stands
    if (view.serverTime < this.state.view.serverTime) return;
    const isNews = view.state !== this.state.view.state;
    this.set({ view, skewMs: view.serverTime - Date.now(), ...(isNews ? { notice: undefined } : {}) });
  }

  private takeRefusal({ code, message, inEnglish }: Extract<Answer, { kind: 'refused' }>): void {
    // a code is asked for again with the next answer about the order
    this.hasGivenUp = code !== IN_DOUBT && !NOT_NOW.includes(code);
    if (code === IN_DOUBT) this.doubt(CHECKS_AFTER_MAYBE);
    else this.set({ notice: { kind: 'refused', message, inEnglish } });
  }

  /** From now on the payer may have paid: he is not asked again until the channel has denied it so often. */
  private doubt(checks: number): void {
    rememberDoubt(this.orderId);
    this.set({ checksLeft: Math.max(checks, this.state.checksLeft), notice: undefined });
    this.poll?.wake();
  }

  private async ask(): Promise<NextQuestion> {
    // who waits for a turn has nothing to pay yet, and asking for it tells whatever else happens to the order
    if (this.state.busy === 'queueing' && !this.isOver()) return { notBeforeMs: 0 };
    const isConfirming = stateShown(this.state) === 'confirming';
    const isCheck = isConfirming || (this.isBack && this.state.payment !== undefined);
    this.isBack = false;
    const answer = await (isCheck ? this.api.check() : this.api.view());
    const trouble = troubleOf(answer) ?? (answer.kind === 'view' ? undefined : 'offline');
    // in line since it was asked: why it waits stands
    if (this.state.busy !== 'queueing') this.set({ trouble });
    this.take(answer);
    if (isCheck) this.countCheck(answer);
    if (isFinal(this.state.view)) {
      clearDoubt(this.orderId);
      return 'never';
    }
    if (answer.kind !== 'view') return { notBeforeMs: answer.retryAfterMs ?? 0 };
    this.renewCode();
    return { notBeforeMs: 0 };
  }

  /** Whether the time to pay is over, by the server's clock. */
  private isOver(): boolean {
    const { view, skewMs } = this.state;
    return Date.now() + skewMs >= view.expiresAt;
  }

  private countCheck(answer: Answer): void {
    if (this.state.busy === 'checking') this.set({ busy: undefined });
    const isDenied = answer.kind === 'view' && answer.view.state === 'waiting';
    if (!isDenied || this.state.checksLeft === 0) return;
    const checksLeft = this.state.checksLeft - 1;
    this.set({ checksLeft });
    if (checksLeft > 0) return;
    clearDoubt(this.orderId);
    this.set({ notice: { kind: 'notice', what: 'notYetPaid' } });
  }

  /** A desktop has nothing to tap: its code is there when the page opens. A dead code is replaced. */
  private renewCode(): void {
    const { payment, chosen, view, skewMs } = this.state;
    const channel = chosen ?? view.channels[0];
    const isDead = payment?.kind === 'qr' && payment.expiresAt <= Date.now() + skewMs;
    const isMissing = this.device === 'desktop' && payment === undefined && !this.hasGivenUp;
    if (channel && (isDead || isMissing)) void this.start(channel);
  }

  /**
   * Again while the server says so; a code is asked for again over a bad network too, a tap is not. Undefined: another
   * channel was chosen meanwhile.
   */
  private async startPatiently(channel: ChannelName, start: number): Promise<Answer | undefined> {
    const tries = { busy: 0, other: 0 };
    let isInLine = false;
    for (;;) {
      const answer = await this.api.start(channel);
      if (answer.kind === 'view') return answer;
      const isInDoubt = answer.kind === 'refused' && answer.code === IN_DOUBT;
      const isLost = answer.kind === 'offline' && (this.device === 'desktop' || isInLine);
      const waitMs = answer.retryAfterMs ?? (isLost ? OFFLINE_RETRY_MS : undefined);
      // who has waited for his turn has not failed yet
      const reason = answer.kind === 'refused' && NOT_NOW.includes(answer.code) ? 'busy' : 'other';
      const turnMs = answer.kind === 'refused' ? answer.turnMs : undefined;
      isInLine ||= turnMs !== undefined;
      // in line he waits for as long as the order can be paid
      if (turnMs === undefined) tries[reason] += 1;
      if (isInDoubt || waitMs === undefined || tries[reason] >= MAX_STARTS[reason]) return answer;
      const isQueueing = answer.kind === 'refused' && answer.code === CHANNEL_BUSY;
      this.set({ trouble: troubleOf(answer), turnMs, busy: isQueueing ? 'queueing' : 'starting' });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (start !== this.starts) return undefined;
      if (this.state.view.state !== 'waiting') return answer;
      this.set({ busy: 'starting' });
    }
  }

  private async follow(payment: CashierPayment): Promise<void> {
    if (payment.kind === 'redirect' || payment.kind === 'sign_in') return this.leaveFor(payment);
    if (payment.kind === 'qr') return;
    this.set({ busy: 'paying' });
    const channel = CHANNELS.find((name) => bridgeOf(name) === payment.kind);
    const pay = channel && WALLETS[channel].pay;
    const end = pay ? await pay(payment.parameters) : 'fail';
    this.set({ busy: undefined, payment: undefined });
    if (end === 'ok') return this.doubt(CHECKS_AFTER_OK);
    if (end === 'no_answer') return this.doubt(CHECKS_AFTER_MAYBE);
    this.set({ notice: { kind: 'notice', what: end === 'cancel' ? 'cancelledByPayer' : 'notPaid' } });
  }

  private leaveFor({ kind, url }: Extract<CashierPayment, { url: string }>): void {
    if (!isWalletAddress(url)) {
      this.set({ payment: undefined, notice: { kind: 'notice', what: 'notPaid' } });
      return;
    }
    if (kind === 'redirect') rememberDoubt(this.orderId);
    this.set({ busy: 'leaving' });
    window.location.href = url;
    setTimeout(() => {
      if (this.state.busy === 'leaving') this.set({ busy: undefined });
    }, LEAVING_MS);
  }

  private comeBack(): void {
    this.isBack = true;
    if (this.state.busy === 'leaving') {
      const leftToPay = this.state.payment?.kind === 'redirect';
      this.set({ busy: undefined, payment: undefined });
      if (leftToPay) this.doubt(CHECKS_AFTER_MAYBE);
    }
    this.poll?.wake();
  }
}

function troubleOf(answer: Answer): Trouble | undefined {
  if (answer.kind === 'refused') return NOT_NOW.includes(answer.code) ? 'busy' : undefined;
  return answer.kind === 'offline' ? 'offline' : undefined;
}

function isFinal({ state }: CashierView): boolean {
  return state !== 'waiting' && state !== 'confirming';
}
