import type { Answered, Delivery } from './relay.ts';
import type { Terminal } from './terminal.ts';

/** A delivery as one line: what came, and what it was answered. */
export function showDelivery(terminal: Terminal, { notification, distrust, count, answer }: Delivery): void {
  const { paint, say } = terminal;
  const time = new Date().toTimeString().slice(0, 8);
  const what = notification
    ? `${paint('bold', notification.out_trade_no)} ${notification.time_end} pay_type=${notification.pay_type}`
    : paint('red', say({ zh: `不可信：${distrust}`, en: `not believed: ${distrust}` }));
  const again = count > 1 ? paint('yellow', say({ zh: ` 第 ${count} 次`, en: ` no. ${count}` })) : '';
  const value = { time, trusted: notification !== undefined, distrust, notification, count, answer };
  terminal.entry(`${paint('dim', time)} ${what}${again}  →  ${verdictOf(terminal, answer)}`, value);
}

/** What the gateway makes of an app's answer. */
function verdictOf({ paint, say }: Terminal, answer: Answered): string {
  const { status, text, isAcknowledged, tookMs } = answer;
  if (isAcknowledged) return paint('green', `${status} success (${tookMs} ms)`);
  if (status === undefined) {
    return paint(
      'red',
      say({ zh: `没有应答（${text}）：平台会再次通知`, en: `no answer (${text}): it will be sent again` }),
    );
  }
  const said = text.replace(/\s+/g, ' ').slice(0, 60);
  return paint(
    'red',
    say({
      zh: `HTTP ${status} “${said}” 不是 success：平台会再次通知`,
      en: `HTTP ${status} “${said}” is not success: it will be sent again`,
    }),
  );
}
