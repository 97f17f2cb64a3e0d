import type { Json } from './json.ts';

/**
 * What a handler returns: all that the contract names and no more, with dates where JSON has text. An object with a
 * field too many does not compile.
 */
export type Exact<Returned, Named> = [Json<Returned>] extends [Named]
  ? [Surplus<Json<Returned>, Named>] extends [never]
    ? Returned
    : { readonly notInTheContract: Surplus<Json<Returned>, Named> }
  : Named;

/** The fields of an answer, at any depth, that the contract does not name; never when there are none. */
export type Surplus<Given, Named> =
  IsOpen<Named> extends true
    ? never
    : Given extends readonly (infer Item)[]
      ? Surplus<Item, Named extends readonly (infer NamedItem)[] ? NamedItem : never>
      : Given extends object
        ? {
            [K in keyof Given]-?: K extends KeyOf<Named>
              ? Surplus<Exclude<Given[K], undefined>, FieldOf<Named, K>>
              : K;
          }[keyof Given]
        : never;

/** Whether the contract leaves open what is in it: `unknown` or `object`; `{}` has nothing in it. */
type IsOpen<T> = unknown extends T
  ? true
  : [object, keyof T] extends [T, never]
    ? string extends T
      ? false
      : true
    : false;

/** What any member of a union names. */
type KeyOf<T> = T extends object ? keyof T : never;
type FieldOf<T, K extends PropertyKey> = T extends unknown
  ? K extends keyof T
    ? Exclude<T[K], undefined>
    : never
  : never;
