/** Actions of audit entries whose names were changed: the former name and the current one. */
const FORMER_ACTIONS: Readonly<Record<string, string>> = {
  'refund.see_to': 'refund.dismiss',
  'refund_requests.export': 'refund_applications.export',
};

/**
 * Former names in audit entries and in the payloads of change requests, each with its current name. Stored entries and
 * payloads are sealed and never rewritten; their names are translated when they are read.
 */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  ...FORMER_ACTIONS,
  totalFee: 'totalAmount',
  refundFee: 'refundAmount',
  netFee: 'netAmount',
  minFee: 'minAmount',
  maxFee: 'maxAmount',
  refundDayFee: 'refundDayAmount',
  'rules.refundDayFee': 'rules.refundDayAmount',
  refundRequestId: 'refundApplicationId',
  fee_differs: 'commission_differs',
  refund_request_waiting: 'refund_application_waiting',
  refund_request_not_found: 'refund_application_not_found',
  refund_request_decided: 'refund_application_decided',
};

/** What a member, a code or an action is called now. */
export function currentName(name: string): string {
  return Object.hasOwn(FORMER_NAMES, name) ? (FORMER_NAMES[name] ?? name) : name;
}

/**
 * For a search by the beginning of an action: the other names of the actions that match, former or current. Names that
 * have the beginning themselves are left out, because the search finds them.
 */
export function otherActionNames(beginning: string): string[] {
  return Object.entries(FORMER_ACTIONS)
    .filter((names) => names.some((name) => name.startsWith(beginning)))
    .flat()
    .filter((name) => !name.startsWith(beginning));
}

/** A value of JSON with every member under its current name. */
export function withCurrentNames(value: unknown): unknown {
  return renamed(value, currentName);
}

const BY_CURRENT_NAME = new Map(Object.entries(FORMER_NAMES).map(([former, name]) => [name, former]));

/** The same with every member under its former name, where it had one: what an earlier release hashed. */
export function withFormerNames(value: unknown): unknown {
  return renamed(value, (name) => BY_CURRENT_NAME.get(name) ?? name);
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => renamed(part, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [rename(name), renamed(part, rename)]),
  );
}
