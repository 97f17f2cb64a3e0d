import type { RequestKind, RequestOutcome, RequestStep } from '@zhixiao/contract/codes/requests';
import { maskPeople } from '../../lib/mask.ts';
import { shortened } from '../../lib/shortened.ts';

/**
 * How a partner's request fares, written while it is answered and kept as a row of the log if there is room. It names nobody:
 * nothing of the body is in it but the partner's own order number.
 */
export interface RequestTrail {
  /** The number that its answer carries; set when it ends. */
  requestId: string;
  readonly interfaceName: string;
  readonly version: 1 | 2;
  /** The app that it says it is of, if there is such an app. */
  appId: string | undefined;
  /** Whether it says that it is of an app which does not exist here. */
  isAppUnknown: boolean;
  /** Whether it was signed with a key of that app. */
  isProved: boolean;
  /** The check that it is at; of a request that was not done, the one that it did not pass. */
  step: RequestStep;
  outcome: RequestOutcome;
  httpStatus: number;
  retCode: number;
  /** What it was answered, where it was not done. */
  message: string | undefined;
  outTradeNo: string | undefined;
  durationUs: number;
}

/** Of a request that has just come. */
export function newTrail(interfaceName: string, version: 1 | 2): RequestTrail {
  return {
    requestId: '',
    interfaceName,
    version,
    appId: undefined,
    isAppUnknown: false,
    isProved: false,
    step: 'body',
    outcome: 'failed',
    httpStatus: 0,
    retCode: 0,
    message: undefined,
    outTradeNo: undefined,
    durationUs: 0,
  };
}

/** What a request is counted as. */
export function kindOf({ isProved, outcome }: RequestTrail): RequestKind {
  if (outcome === 'done') return 'done';
  return isProved ? 'refused' : 'unproved';
}

/** Says in the trail that the request was not done, and with which words. */
export function endTrail(
  trail: RequestTrail,
  outcome: 'refused' | 'failed',
  code: number,
  message: string,
): void {
  trail.outcome = outcome;
  trail.retCode = code;
  trail.message = message;
  if (outcome === 'failed') trail.step = 'server';
}

/** The message is cut to this; the longest of ours is half as long. */
const MESSAGE_MAX = 300;

/**
 * A message as it is kept. A channel's reason may be anything; the database refuses a NUL, a longer text (masks make some longer) or
 * a refusal without words, and with it all requests that are written at once.
 */
export function messageToKeep(message = ''): string {
  return shortened(maskPeople(message.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ')), MESSAGE_MAX);
}
