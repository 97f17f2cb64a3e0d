/**
 * Names that the audit log and waiting changes were written with, and what they are called now. What is sealed is never
 * written anew, so whoever reads it translates.
 */
const FORMER_NAMES: Readonly<Record<string, string>> = {
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
  'refund.see_to': 'refund.dismiss',
  'refund_requests.export': 'refund_applications.export',
};

/** What a member, a code or an action is called now. */
export function currentName(name: string): string {
  return Object.hasOwn(FORMER_NAMES, name) ? (FORMER_NAMES[name] ?? name) : name;
}

/** A value of JSON with every member under its current name. */
export function withCurrentNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCurrentNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [currentName(name), withCurrentNames(part)]),
  );
}
