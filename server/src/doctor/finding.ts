import type { Words } from '../lib/words.ts';

export type Severity = 'ok' | 'warning' | 'fault';

/** The result of one check and how to mend it. It contains no secret and no personal data. */
export interface Finding {
  /** What was looked at, the same in every release: `database.version`. */
  readonly id: string;
  readonly severity: Severity;
  readonly message: Words;
  /** Undefined where nothing has to be done. */
  readonly cure?: Words;
}

/** As it should be. */
export function ok(id: string, zh: string, en: string): Finding {
  return { id, severity: 'ok', message: { zh, en } };
}

/** It works, and will not for long, or not as well as it could. */
export function warning(id: string, message: Words, cure: Words): Finding {
  return { id, severity: 'warning', message, cure };
}

/** It does not work, or money or data are at risk. */
export function fault(id: string, message: Words, cure: Words): Finding {
  return { id, severity: 'fault', message, cure };
}
