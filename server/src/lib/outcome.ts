/**
 * What a call to the outside world came to. `unknown` (timeout, 5xx, an answer whose signature does
 * not hold) is never treated as a failure: it is resolved by evidence.
 */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'not_done'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** Whoever was called says that it is called too often; it may have done it all the same. */
      readonly tooOften?: true;
    };

export function done<T>(value: T): Outcome<T> {
  return { kind: 'done', value };
}

export function notDone(code: string, message: string): Outcome<never> {
  return { kind: 'not_done', code, message };
}

export function unknown(reason: string): Outcome<never> {
  return { kind: 'unknown', reason };
}
