/**
 * Whether a partner's answer to a notification means "received" (protocol, 2.5): a 2xx whose body,
 * trimmed and case-folded, is `success`, or JSON whose `ret_code` equals 0 as number or string.
 */
export function isAcknowledgement(httpStatus: number, body: string): boolean {
  if (httpStatus < 200 || httpStatus > 299) return false;
  const text = body.replace(/^\uFEFF/, '').trim();
  if (text.toLowerCase() === 'success') return true;
  if (!text.startsWith('{')) return false;
  try {
    const { ret_code: retCode } = JSON.parse(text) as { ret_code?: unknown };
    return retCode === 0 || retCode === '0';
  } catch {
    return false;
  }
}
