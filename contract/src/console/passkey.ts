import { type TSchema, Type } from 'typebox';

const PARTS_MAX = 20;
const LEVELS = 3;
const SMALL = Type.Union([Type.Number(), Type.Boolean(), Type.Null()]);

/** What a browser's answer holds: base64 of at most what a large attestation has, and small things beside it. */
const RESPONSE = Type.Unsafe<object>({
  ...partsOf(LEVELS),
  properties: { id: Type.String({ maxLength: 1_400 }) },
});

/** An object of so many levels. */
function partsOf(levels: number): object {
  const inner: TSchema[] = levels === 1 ? [] : [Type.Unsafe<object>(partsOf(levels - 1))];
  const list = Type.Array(Type.String({ maxLength: 64 }), { maxItems: PARTS_MAX });
  const text = Type.String({ maxLength: 48 * 1024 });
  return {
    type: 'object',
    maxProperties: PARTS_MAX,
    propertyNames: Type.String({ maxLength: 64 }),
    additionalProperties: Type.Union([text, list, SMALL, ...inner]),
  };
}

/** What the browser's passkeys are asked with, as WebAuthn has it: whole, as its library makes it. */
export const PASSKEY_REQUEST = Type.Object({
  options: Type.Unsafe<object>({ type: 'object' }),
});

/** The browser's answer, as WebAuthn has it, to spread into parameters. */
export const PASSKEY_ANSWER = { response: RESPONSE };
