import { type Static, type TEnum, type TSchema, Type } from 'typebox';

/** The type of a schema, read-only on both sides. */
export type Of<Schema extends TSchema> = Fixed<Static<Schema>>;

type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? keyof T extends never
      ? T
      : { readonly [K in keyof T]: Fixed<T[K]> }
    : T;

/** A text that is one of a list. */
export function oneOf<const Codes extends readonly string[]>(codes: Codes): TEnum<[...Codes]> {
  return Type.Enum<[...Codes]>([...codes]);
}

/** What an answer has of any length; a parameter says how long it may be. */
export const TEXT = Type.String();
/** Fen, a count or another whole number. */
export const WHOLE = Type.Integer();
export const FLAG = Type.Boolean();
/** An instant as ISO 8601 in UTC. */
export const INSTANT = Type.String();
export const NOTHING = Type.Unsafe<Record<never, never>>(Type.Object({}));
