import type { LandingOrder } from '@zhixiao/contract/landing/view';
import { type AppKeys, isRequestSignedBy, openRequest } from '@zhixiao/protocol/envelope';
import { paragraph, preformatted } from '../elements.ts';
import { byId, showState, timeOf } from './elements.ts';
import type { Words } from './words.ts';

/** The notification as it came and decrypted, and how its attempts went. */
export function showNotification(order: LandingOrder, keys: AppKeys, all: Words, language: string): void {
  const words = all.notify;
  const { notification, attempts } = order;
  const last = attempts.at(-1);
  if (order.status !== 'paid') showState('notify', 'waiting', words.before);
  else if (notification?.status === 'exhausted') showState('notify', 'failed', words.exhausted);
  else if (notification?.status === 'delivered' && last) {
    const text = words.done(attempts.length, `HTTP ${last.httpStatus ?? ''}`, last.durationMs);
    showState('notify', 'done', text);
  } else if (notification?.nextAttemptAt !== undefined && last) {
    showState(
      'notify',
      'failed',
      words.failed(attempts.length, timeOf(notification.nextAttemptAt, language)),
    );
  } else showState('notify', 'working', words.waiting);
  showReceived(order, keys, words, language);
}

/** What is shown already is left alone: somebody may be reading or copying it. */
function showReceived(
  { received, notification }: LandingOrder,
  keys: AppKeys,
  words: Words['notify'],
  language: string,
): void {
  const shown = byId('notify-shown');
  const isLost = notification?.status === 'delivered' && received.length === 0;
  const version = isLost ? 'lost' : String(received.length);
  if (shown.dataset.version === version) return;
  shown.dataset.version = version;
  const parts = received.flatMap(({ at, contentType, body }) => [
    paragraph(words.came(timeOf(at, language))),
    preformatted(`POST ${contentType}\n\n${body}`),
    ...opened(body, keys, words),
  ]);
  shown.replaceChildren(...(isLost ? [paragraph(words.lost)] : parts));
}

function opened(body: string, keys: AppKeys, words: Words['notify']): HTMLElement[] {
  const form = new URLSearchParams(body);
  const sealed = { id: form.get('id') ?? '', param: form.get('param') ?? '', sign: form.get('sign') ?? '' };
  if (!isRequestSignedBy(keys, sealed)) return [paragraph(words.unsigned)];
  const content = JSON.stringify(JSON.parse(openRequest(keys, sealed)), null, 2);
  return [paragraph(words.signed), preformatted(content)];
}
