import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { maskPeople } from './mask.ts';
import { measured } from './measures.ts';
import { currentSpan } from './trace.ts';

// Requests are logged by route and number only: bodies, queries and cookies never. This is the net
// under that rule, for an object logged whole by mistake.
const SECRET_FIELDS = [
  'appSecret',
  'aesKey',
  'appsecret',
  'aes_key',
  'keys',
  'secrets',
  'param',
  'openid',
  'payer',
  'payerUid',
  'userName',
  'userNo',
  'phone',
];

/**
 * The logged fields of an error. Others are left out: PostgreSQL's contain the offending row, Node's the bytes read.
 */
const ERROR_FIELDS = [
  'code',
  'constraint',
  'errno',
  'name',
  'routine',
  'severity',
  'statusCode',
  'syscall',
  'table',
] as const;

function errorView(error: Error): object {
  const { type, message, stack, ...rest } = pino.stdSerializers.err(error) as pino.SerializedError;
  const fields = ERROR_FIELDS.flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]]]));
  return { type, message: maskPeople(message), stack: maskPeople(stack), ...Object.fromEntries(fields) };
}

function countingAlerts(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [entry] = args as readonly unknown[];
  if (typeof entry === 'object' && entry !== null && 'alert' in entry) {
    measured('alert', { alert: String(entry.alert) });
  }
  method.apply(this, args);
}

/** The server's log: JSON lines on stdout. Entries with `alert` are for the operator's alarm. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    serializers: { err: errorView },
    hooks: { logMethod: countingAlerts },
    mixin: () => ({ ...currentSpan() }),
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[hidden]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
