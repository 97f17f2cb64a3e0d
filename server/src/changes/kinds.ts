import type { ChangeKind, ChangeRule } from './change.ts';
import {
  CHANGE_CHANNEL_ACCOUNT,
  CHANGE_INVOICE_ACCOUNT,
  CREATE_CHANNEL_ACCOUNT,
  CREATE_INVOICE_ACCOUNT,
} from './kinds/account-changes.ts';
import { CHANGE_APP, CREATE_APP, ISSUE_APP_KEYS } from './kinds/app-changes.ts';
import {
  CHANGE_OPERATOR,
  INVITE_OPERATOR,
  RESET_OPERATOR,
  UNFREEZE_OPERATOR,
} from './kinds/operator-changes.ts';
import { ERASE_PERSON } from './kinds/person-changes.ts';
import { CHANGE_CARD_LINK, CHANGE_FOUR_EYES, CHANGE_SCHOOL } from './kinds/school-changes.ts';

const RULES = {
  'school.change': CHANGE_SCHOOL,
  'school.card_link': CHANGE_CARD_LINK,
  'installation.four_eyes': CHANGE_FOUR_EYES,
  'app.create': CREATE_APP,
  'app.change': CHANGE_APP,
  'app.issue_keys': ISSUE_APP_KEYS,
  'channel_account.create': CREATE_CHANNEL_ACCOUNT,
  'channel_account.change': CHANGE_CHANNEL_ACCOUNT,
  'invoice_account.create': CREATE_INVOICE_ACCOUNT,
  'invoice_account.change': CHANGE_INVOICE_ACCOUNT,
  'operator.invite': INVITE_OPERATOR,
  'operator.change': CHANGE_OPERATOR,
  'operator.unfreeze': UNFREEZE_OPERATOR,
  'operator.reset': RESET_OPERATOR,
  'person.erase': ERASE_PERSON,
} satisfies Readonly<Record<ChangeKind, ChangeRule<never>>>;

/** The rule that a stored payload was made for: it is read back as it was written, sealed with its kind. */
export function ruleOf(kind: ChangeKind): ChangeRule<unknown> {
  const rules: Readonly<Record<ChangeKind, ChangeRule<never>>> = RULES;
  return rules[kind] as ChangeRule<unknown>;
}
