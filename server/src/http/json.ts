/** What `T` is after JSON: dates are text, and what is undefined is not there. */
export type Json<T> = T extends Date
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Json<Item>[]
      : T extends object
        ? Flat<
            { readonly [K in keyof T as undefined extends T[K] ? never : K]: Json<T[K]> } & {
              readonly [K in keyof T as undefined extends T[K] ? K : never]?: Json<Exclude<T[K], undefined>>;
            }
          >
        : never;

type Flat<T> = { [K in keyof T]: T[K] };
