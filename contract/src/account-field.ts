type Both = Readonly<Record<'zh' | 'en', string>>;

/** A field of an account's record, as a form asks for it. */
export interface AccountField {
  readonly name: string;
  readonly label: Both;
  /** `named`: texts by name, such as certificates by serial. `file`: a small file as base64. */
  readonly kind: 'text' | 'pem' | 'named' | 'file' | 'choice' | 'switch';
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  readonly hint?: Both;
  readonly choices?: readonly { readonly value: string; readonly label: Both }[];
  /** What a new account begins with. */
  readonly initial?: string;
  /** Of `named`: the only names there are, and what each is called. */
  readonly names?: Readonly<Record<string, Both>>;
  /** Asked for only when another field has this value. */
  readonly when?: { readonly name: string; readonly value: string };
}
