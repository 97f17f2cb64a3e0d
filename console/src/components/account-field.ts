import type { AccountField } from '@zhixiao/contract/account-field';
import type { AccountSecrets, AccountSettings, SettingValue } from '@zhixiao/contract/console/account-record';

/** What a form holds: texts, of `switch` fields whether they are on, and of `named` fields a list of pairs. */
export interface AccountValues {
  readonly settings?: Readonly<Record<string, string | boolean | readonly NamedText[] | undefined>>;
  readonly secrets?: Readonly<Record<string, string | undefined>>;
}

interface NamedText {
  readonly name?: string;
  readonly text?: string;
}

/** Stored settings as a form begins with them. */
export function valuesOfSettings(fields: readonly AccountField[], settings: AccountSettings): AccountValues {
  const values: Record<string, string | boolean | NamedText[]> = {};
  for (const field of fields) {
    const value = settings[field.name] ?? field.initial;
    if (field.isSecret) continue;
    if (field.kind === 'named') values[field.name] = namedTexts(field, value);
    else if (field.kind === 'switch') values[field.name] = value === true;
    else if (typeof value === 'string') values[field.name] = value;
  }
  return { settings: values };
}

/**
 * What a form stands for: stored settings that it does not ask for stay, those that it asks for and that are
 * empty go; secrets are only those that were typed.
 */
export function recordOf(
  fields: readonly AccountField[],
  stored: AccountSettings,
  { settings: typed = {}, secrets = {} }: AccountValues,
): { settings: AccountSettings; secrets: AccountSecrets } {
  const settings: Record<string, SettingValue> = { ...stored };
  for (const { name, isSecret } of fields) {
    if (isSecret) continue;
    const value = typed[name];
    const kept = settingOf(value);
    if (kept === undefined) delete settings[name];
    else settings[name] = kept;
  }
  const given = Object.entries(secrets).flatMap(([name, text]) => (text ? [[name, text] as const] : []));
  return { settings, secrets: Object.fromEntries(given) };
}

function settingOf(value: string | boolean | readonly NamedText[] | undefined): SettingValue | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.trim() || undefined;
  const named = byName(value ?? []);
  return Object.keys(named).length === 0 ? undefined : named;
}

function namedTexts({ names }: AccountField, stored: SettingValue | undefined): NamedText[] {
  const texts = typeof stored === 'object' ? stored : {};
  if (names) return Object.keys(names).map((name) => ({ name, text: texts[name] ?? '' }));
  return Object.entries(texts).map(([name, text]) => ({ name, text }));
}

function byName(texts: readonly NamedText[]): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap(({ name, text }) => (name && text ? [[name.trim(), text.trim()] as const] : [])),
  );
}
