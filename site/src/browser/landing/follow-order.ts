import type { LandingOrder } from '@zhixiao/contract/landing/view';

interface Following {
  readonly address: string;
  readonly token: string;
  /** Whether more is about to happen without anybody's doing. */
  readonly onOrder: (order: LandingOrder) => boolean;
  /** Undefined: it is over. */
  readonly onTrouble: (text: string | undefined) => void;
  readonly onGone: () => void;
  /** What is said while the server does not answer. */
  readonly trouble: string;
}

const EACH_MS = 1_000;
/** When somebody has left the page open, and when the server does not answer. */
const SELDOM_MS = 5_000;
const OFTEN_FOR_MS = 3 * 60_000;

/**
 * Asks how an order stands, once a second at first, until nothing happens by itself any more; a hidden page asks nothing.
 * @returns asks at once and goes on
 */
export function followOrder({ address, token, onOrder, onTrouble, onGone, trouble }: Following): () => void {
  let began = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasTrouble = false;

  const ask = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (document.hidden) return;
    const order = await fetchOrder(address, token);
    if (order === 'gone') return onGone();
    if (order !== undefined && hasTrouble) onTrouble(undefined);
    if (order === undefined) onTrouble(trouble);
    hasTrouble = order === undefined;
    const goesOn = order === undefined || onOrder(order);
    const isNew = order !== undefined && Date.now() - began < OFTEN_FOR_MS;
    clearTimeout(timer);
    if (goesOn) timer = setTimeout(() => void ask(), isNew ? EACH_MS : SELDOM_MS);
  };
  const askNow = () => {
    began = Date.now();
    void ask();
  };
  document.addEventListener('visibilitychange', askNow);
  askNow();
  return askNow;
}

/** Undefined: no readable answer, which may come later. */
async function fetchOrder(address: string, token: string): Promise<LandingOrder | 'gone' | undefined> {
  try {
    const answer = await fetch(address, { headers: { 'x-inbox': token } });
    if (answer.status === 404) return 'gone';
    return answer.ok ? ((await answer.json()) as LandingOrder) : undefined;
  } catch {
    return undefined;
  }
}
