import type { RequestTrail } from '../../apps/requests/request-trail.ts';
import { propertyOf } from '../../lib/property-of.ts';

/** As `out_trade_no` is kept: visible ASCII. What else stands there may be anything, and is not written down. */
const NUMBER = /^[\x21-\x7e]{1,40}$/;

/** Takes the partner's own number of an order into the trail, whether or not the rest of the request is right. */
export function noteNumber(trail: RequestTrail, content: unknown): void {
  const given = propertyOf(content, 'out_trade_no');
  const number = typeof given === 'number' ? String(given) : given;
  if (typeof number === 'string' && NUMBER.test(number)) trail.outTradeNo = number;
}
