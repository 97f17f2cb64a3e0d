import { CHANNELS } from '@zhixiao/contract/codes/channels';
import type { ApiRefusal, RefusalDetails } from '@zhixiao/contract/console/error';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { yuan } from './format.ts';

type Say = string | ((details: RefusalDetails) => string);

const money = (fee: string | number | undefined) => `¥${yuan(Number(fee))}`;

const channelName = (code: string | number | undefined) => {
  const channel = CHANNELS.find((name) => name === code);
  return channel ? CHANNEL_NAMES.en[channel] : String(code);
};

const UNFIT_SEALS: Readonly<Record<string, string>> = {
  not_png: 'is no PNG. Save it as a PNG in a picture editor, and upload that.',
  damaged: 'is damaged or cut off. Save it as a PNG again in a picture editor, and upload that.',
  animated: 'is animated. Choose a PNG that stands still.',
  too_many_bytes: 'is larger than 200 KB. Make it smaller, and upload it again.',
  too_many_pixels: 'is more than 2048 pixels wide or high. Make it smaller: 600 by 600 is sharp enough.',
  too_detailed: 'would be larger than 200 KB as it is kept. Make it 600 by 600 pixels or less.',
};

/** What erasing a person waits for, with how many of each. */
function underWay(open: RefusalDetails): string {
  const kinds = ['orders', 'refunds', 'invoices', 'notifications'] as const;
  return kinds.flatMap((kind) => (Number(open[kind]) > 0 ? [`${kind} (${open[kind]})`] : [])).join(', ');
}

/** Why something was refused, by code. The server says it in Chinese (`refusal.ts`). */
export const REFUSALS_IN_ENGLISH = {
  // of this page itself
  offline: 'No connection. Check the network and try again.',
  failed: 'The server is busy. Please try again later.',
  passkey: 'No passkey was used: it was cancelled, took too long, or is not supported here.',
  // of the console's API
  too_many_requests: 'Too many requests. Please wait a moment.',
  not_found: 'There is no such route.',
  invalid: ({ field }) =>
    field ? `“${field}” is not filled in as it should be.` : 'The request is not valid.',
  maintenance: 'Down for maintenance. Please try again in a moment.',
  not_signed_in: 'Please sign in first.',
  not_permitted: 'You do not have this permission.',
  other_site: 'This was not asked for by this console.',
  proof_needed: 'Verify your identity to continue.',
  proof_wrong: 'Verification failed. Check what you entered and try again.',
  // of orders and payments
  app_frozen: 'The app is frozen.',
  terms_differ: ({ field }) => `${field} differs from the first order of this number.`,
  order_not_found: 'There is no such order.',
  order_paid: 'The order is paid.',
  order_not_paid: 'The order is not paid.',
  order_closed: 'The order is closed.',
  order_closing: 'The order is being closed. Please try again shortly.',
  channel_not_enabled: ({ channel }) => `${channelName(channel)} is not switched on.`,
  mini_program_off: ({ channel }) => `Mini-programs of ${channelName(channel)} are not switched on.`,
  channel_declined: ({ message }) => `Declined by the channel: ${message}`,
  channel_unknown: 'The channel has not answered yet. Try the same again later.',
  payment_preparing: 'The payment is being prepared. Please wait a moment.',
  payment_in_doubt: 'An earlier payment is being confirmed. Do not pay again.',
  // of refunds
  refund_exceeds: ({ refundableFee }) => `More than can be refunded: ${money(refundableFee)} is left.`,
  refund_exceeds_waiting: ({ refundableFee, waitingFee }) =>
    `Of the ${money(refundableFee)} left, ${money(waitingFee)} waits for approval. Decide about that first.`,
  refund_day_exceeded: 'The app may not refund more today.',
  refund_terms_differ: 'Another refund was asked for by this number before.',
  refund_declined: ({ message }) => `Not refunded: ${message}`,
  refund_unknown: 'The refund is under way; the channel has yet to confirm it.',
  refund_not_found: 'There is no such refund.',
  refund_request_not_found: 'There is no such request.',
  refund_request_decided: ({ status }) => `The request has been ${status} already.`,
  refund_needs_another_person: 'Nobody approves a refund that they asked for.',
  refund_reason_missing: 'Say why.',
  // of schools, apps and accounts
  school_not_found: 'There is no such school.',
  school_exists: 'This school number is taken.',
  app_not_found: 'There is no such app.',
  app_exists: 'This appid is taken.',
  app_keys_unfit: ({ field }) => `${field} does not have the form it must have.`,
  keys_already_changing: 'There are new keys already: finish or give up that change first.',
  app_secret_guessable: ({ field }) =>
    `${field} could be guessed; it must have 16 random characters at least.`,
  app_rules_unfit: ({ field }) =>
    field === 'allowed_networks'
      ? 'A source is an IP address or a network, such as 203.0.113.7 or 203.0.113.0/24.'
      : 'An app that is held to the second version is notified in the second version.',
  source_not_allowed: 'The request comes from an address that is none of the app’s.',
  param_reused: 'This param was sent to another interface before.',
  version_too_old: 'This app takes requests of the second version only.',
  keys_not_changing: 'There are no new keys to use.',
  account_not_found: 'There is no such merchant account.',
  account_exists: 'The channel has an enabled account. Disable that first.',
  account_invalid: ({ message, seal = '' }) =>
    UNFIT_SEALS[seal] === undefined
      ? `The account cannot be used: ${message}`
      : `The seal (sealPng) ${UNFIT_SEALS[seal]}`,
  account_merchant_differs: 'An account stays with its merchant: disable it, and make another.',
  // of people
  payer_not_bound: 'This payer is not bound to a person.',
  person_not_found: 'There is no such person.',
  person_frozen: 'This person is frozen.',
  payer_bound: 'This account is bound to another person.',
  person_bound: 'This person is bound to another account.',
  bind_mismatch: 'This does not match the school’s records.',
  bind_too_often: 'Too many tries. Try again in an hour.',
  roster_unreadable: ({ inEnglish }) => String(inEnglish),
  card_not_offered: 'The school has no electronic campus card.',
  card_not_issued: 'This person has no electronic campus card yet.',
  card_link_refused: 'The card’s link is not one of those that are allowed.',
  // of bills and settlement
  bill_not_there: 'The day’s bill is not there yet.',
  bill_before_account: 'The day is before the account was opened: there is no bill of it.',
  bill_day_locked: 'The day is locked.',
  reconciliation_running: 'The day is being compared. Please wait.',
  differences_open: ({ count }) => `${count} differences are still open.`,
  difference_not_found: 'There is no such difference.',
  repair_not_possible: 'This repair does not fit the difference.',
  repair_changed: 'The proposal has changed. Look at it again before you approve it.',
  same_person: 'Who proposes does not approve.',
  month_not_begun: 'The month has not begun.',
  month_locked: 'The month’s sheet is locked.',
  earlier_month_open: ({ month }) => `Lock the sheet of ${month} first.`,
  // of invoices
  order_refunded: 'The order is refunded in full.',
  invoice_not_found: 'No invoice was asked for.',
  invoice_not_issued: 'No invoice is issued for this order.',
  invoice_account_not_found: 'There is no such invoice account.',
  invoice_words_differ: 'What was entered differs from the invoice that was asked for.',
  invoice_too_often: 'Too many tries. Please try again in an hour.',
  invoice_terms_differ: ({ field }) => `${field} differs from the invoice that was asked for.`,
  // of operators
  sign_in_wrong: 'The account or the password is wrong.',
  sign_in_locked: ({ seconds }) => `Too many tries. Try again in ${seconds} s.`,
  second_factor_needed: 'Set up a second factor under “Account” first.',
  second_factor_not_begun: 'Begin setting up one-time codes anew.',
  passkey_refused: 'The passkey was not accepted. Try again.',
  link_not_valid: 'The link is no longer valid. Ask an administrator for another.',
  password_unfit: 'Choose 12 to 128 characters that are not common, repeated, or your account’s name.',
  operator_not_found: 'There is no such operator.',
  operator_exists: 'This account is taken.',
  operator_is_you: 'Not for your own account.',
  last_decider:
    'This is the last security administrator, who stays. One that cannot sign in is reset on the server.',
  no_other_decider: 'There is no other operator who could approve changes.',
  // of changes that need a second person
  person_data_not_found: 'Nothing is held about this person.',
  person_data_open: (open) =>
    `It cannot be erased yet. Under way: ${underWay(open)}. Wait until they are over.`,
  person_data_erasing: 'This person is being erased. Please wait.',
  data_request_not_found: 'There is no such request, or its file was fetched or is too old.',
  change_not_found: 'There is no such change request.',
  change_waiting: 'This change was submitted already, and waits for another person.',
  change_decided: ({ status }) => `The change is ${status} already.`,
  change_needs_another_person: 'Nobody decides about a change that they asked for.',
  change_of_another: 'Only who asked for a change withdraws it.',
  change_outdated: 'Its subject has been changed since. Refuse it, and have it asked for anew.',
  change_asker_not_permitted: 'Who asked for it may not do so any more.',
} satisfies Readonly<Record<string, Say>>;

/** What a refusal says in Chinese. Partners are told their field in fen; people read yuan. */
export function inChinese({ code, message, details }: ApiRefusal): string {
  return code === 'refund_exceeds' ? `超过可退金额：还可退 ${money(details?.refundableFee)}` : message;
}

/** What a refusal says in English; in Chinese when nobody has translated it. */
export function inEnglish({ code, message, details = {} }: ApiRefusal): string {
  const say: Say = Object.hasOwn(REFUSALS_IN_ENGLISH, code)
    ? REFUSALS_IN_ENGLISH[code as keyof typeof REFUSALS_IN_ENGLISH]
    : message;
  return typeof say === 'string' ? say : say(details);
}
