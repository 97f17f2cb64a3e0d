type Both = Readonly<Record<'zh' | 'en', string>>;

/** Who is paid, what both sides sign with, and what the channel has opened. */
export const ACCOUNT_STEPS = ['identity', 'keys', 'products'] as const;
type AccountStep = (typeof ACCOUNT_STEPS)[number];

/** A field of an account's record, as a form asks for it. */
export interface AccountField {
  readonly name: string;
  readonly label: Both;
  /** `named`: texts by name, such as certificates by serial. `file`: a small file as base64. */
  readonly kind: 'text' | 'pem' | 'named' | 'file' | 'choice' | 'switch';
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  /** Where it is found, or what it is for. */
  readonly hint?: Both;
  /** Which step of a form in steps asks for it. */
  readonly step?: AccountStep;
  readonly choices?: readonly { readonly value: string; readonly label: Both }[];
  /** What a new account begins with. */
  readonly initial?: string;
  /** Of `named`: the only names there are, and what each is called. */
  readonly names?: Readonly<Record<string, Both>>;
  /** Asked for only when another field has this value. */
  readonly when?: { readonly name: string; readonly value: string };
}
