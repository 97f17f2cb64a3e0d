import { CommandError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** The emulated channels of a sandbox, through their admin API. */
export interface Sandbox {
  ask<T>(path: string, body?: object): Promise<T>;
}

export function sandboxAt(url: string, terminal: Terminal): Sandbox {
  return { ask: (path, body) => askJson(`${url}/__admin${path}`, terminal, body) };
}

/** GET, or POST with a body. @throws CommandError when nothing answers there, or refuses */
export async function askJson<T>(url: string, terminal: Terminal, body?: object): Promise<T> {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  let response: Response;
  try {
    response = await fetch(url, options);
  } catch {
    const { origin } = new URL(url);
    throw new CommandError(
      terminal.say({
        zh: `${origin} 没有应答：沙箱在运行吗？端口不同时请传 --base-url、--sandbox-url`,
        en: `nothing answers at ${origin}: does the sandbox run? Give --base-url or --sandbox-url for other ports`,
      }),
    );
  }
  const text = await response.text();
  if (!response.ok) throw new CommandError(`${url}: HTTP ${response.status} ${text.slice(0, 200)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface CashierAnswer {
  readonly state?: string;
  readonly channels?: readonly string[];
  readonly payment?: { readonly codeUrl?: string };
  readonly error?: { readonly message: string };
}

/** The code that the payer's phone will scan. */
export interface PaymentCode {
  readonly channel: string;
  readonly codeUrl: string;
}

/** Opens the cashier as a desktop does, and has it show a code of the channel that it offers first. */
export async function openCode(baseUrl: string, terminal: Terminal, orderId: string): Promise<PaymentCode> {
  const order = `${baseUrl}/cashier-api/orders/${orderId}`;
  const { channels = [], state } = await askJson<CashierAnswer>(order, terminal);
  const [channel] = channels;
  if (channel === undefined) throw new CommandError(`${orderId}: ${state}`);
  const { payment, error } = await askJson<CashierAnswer>(`${order}/payments`, terminal, {
    channel,
    device: 'desktop',
  });
  if (payment?.codeUrl === undefined) throw new CommandError(error?.message ?? `${orderId}: ${state}`);
  return { channel, codeUrl: payment.codeUrl };
}

/** What the payer does with the emulated phone. @throws CommandError when the wallet refuses */
export async function payCode(sandbox: Sandbox, { channel, codeUrl }: PaymentCode): Promise<void> {
  const told = await sandbox.ask<{ trade_state?: string; message?: string }>(`/${channel}/pay`, {
    code_url: codeUrl,
    result: 'success',
  });
  if (told.trade_state !== 'SUCCESS') throw new CommandError(told.message ?? String(told.trade_state));
}
