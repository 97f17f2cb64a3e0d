import type { Exchange, FaultTraits } from '../wire.ts';

/** What the switchboard of faults must know of the APIv3. */
export const V3_TRAITS: FaultTraits = {
  callName: () => undefined,
  numbersIn,
  closed: () => ({ status: 204, body: '', signed: true }),
  failure: () => ({
    status: 500,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' }),
    signed: false,
  }),
};

/** The parts of the path, and the numbers a JSON body names. */
function numbersIn({ path, body }: Exchange): string[] {
  const named = body.matchAll(/"out_(?:trade|refund)_no"\s*:\s*"([^"]*)"/g);
  return [...path.split('/').map(decoded), ...[...named].map(([, number = '']) => number)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
