/**
 * Whether a partner's answer to a notification means "received" (protocol, 2.5): a 2xx whose body,
 * trimmed and case-folded, is `success`, or JSON whose `ret_code` equals 0 as number or string. Either may come
 * as a JSON string, as frameworks answer that turn into JSON whatever they are given.
 */
export function isAcknowledgement(httpStatus: number, body: string): boolean {
  if (httpStatus < 200 || httpStatus > 299) return false;
  const text = body.trim();
  return saysReceived(text.startsWith('"') ? unquoted(text) : text);
}

function saysReceived(text: string): boolean {
  if (text.toLowerCase() === 'success') return true;
  if (!text.startsWith('{')) return false;
  const answer = parsed(text) as { ret_code?: unknown } | undefined;
  return answer?.ret_code === 0 || answer?.ret_code === '0';
}

function unquoted(text: string): string {
  const value = parsed(text);
  return typeof value === 'string' ? value.trim() : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
