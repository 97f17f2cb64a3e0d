import type { Answer, Exchange, FaultTraits } from '../wire.ts';

/** What the switchboard of faults must know of the APIv3. */
export const V3_TRAITS: FaultTraits = {
  callName: () => undefined,
  numbersIn,
  closed: () => ({ status: 204, body: '', signed: true }),
  failure: () => refused(500, 'SYSTEM_ERROR', '系统异常，请稍后重试'),
  limited: () => refused(429, 'FREQUENCY_LIMITED', '频率超限，请降低请求频率'),
};

function refused(status: number, code: string, message: string): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify({ code, message }), signed: false };
}

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
