import type { Of } from '@zhixiao/contract/schema';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Priority } from 'typebox/type';

type Select = (value: unknown) => unknown;

const SCALARS: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'null'];

/**
 * Selects from what a handler answers the fields that a schema names, as JSON has them: dates are text, and what is
 * undefined is not there. A field that the schema does not name is left out.
 * @throws Error when something is missing or of another type: a fault of ours, reported by the path of the field,
 * without its value
 */
export function answerSelector<Schema extends TSchema>(schema: Schema): (answer: unknown) => Of<Schema> {
  // when first asked: the server starts sooner, and few processes answer everything
  let made: { readonly select: Select; readonly compiled: Validator } | undefined;
  return (answer) => {
    made ??= { select: selectBy(schema), compiled: Compile(schema) };
    const selected = made.select(answer);
    if (!made.compiled.Check(selected)) {
      const [error] = made.compiled.Errors(selected);
      throw new Error(`an answer is not as the contract says: ${error?.instancePath} ${error?.message}`);
    }
    return selected as Of<Schema>;
  };
}

/** What selects by a schema, made once: TypeBox looks the schema through for every answer, a quarter of an order_create. */
function selectBy(schema: TSchema): Select {
  const {
    properties,
    additionalProperties: more,
    items,
    type,
    anyOf,
  } = schema as Partial<Record<string, unknown>>;
  if (type === 'object' && properties !== undefined && (more === undefined || more === false)) {
    const fields = new Map(
      Object.entries(properties as Record<string, TSchema>).map(([name, field]) => [name, selectBy(field)]),
    );
    return (value) => (isObject(value) ? selectFields(fields, value) : value);
  }
  if (type === 'array' && items !== undefined && !Array.isArray(items)) {
    const each = selectBy(items as TSchema);
    return (value) => (Array.isArray(value) ? value.map(each) : value);
  }
  if (isScalar(schema)) return (value) => (value instanceof Date ? value.toJSON() : value);
  if (Array.isArray(anyOf)) return selectByFirstOf(anyOf as TSchema[]);
  const compiled = Compile(schema);
  return (value) => compiled.Clean(JSON.parse(JSON.stringify(value)));
}

/** By the first that what it selects is as it says, the narrower before the broader. */
function selectByFirstOf(schemas: TSchema[]): Select {
  const some = Priority(schemas).map((schema) => ({ select: selectBy(schema), compiled: Compile(schema) }));
  return (value) => {
    for (const { select, compiled } of some) {
      const selected = select(value);
      if (compiled.Check(selected)) return selected;
    }
    return value;
  };
}

/** In the order in which the answer has them: people read some of them as they come. */
function selectFields(fields: ReadonlyMap<string, Select>, value: object): object {
  const selected: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const select = fields.get(name);
    if (select !== undefined && member !== undefined) selected[name] = select(member);
  }
  return selected;
}

function isScalar(schema: TSchema): boolean {
  const { type, anyOf, const: only, enum: some } = schema as Partial<Record<string, unknown>>;
  if (Array.isArray(anyOf)) return anyOf.every(isScalar);
  return only !== undefined || some !== undefined || SCALARS.includes(type);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes answers as JSON, with the fields that a schema names. @throws Error as `answerSelector` */
export function answerWriter(schema: TSchema): (answer: unknown) => string {
  const select = answerSelector(schema);
  return (answer) => JSON.stringify(select(answer));
}
