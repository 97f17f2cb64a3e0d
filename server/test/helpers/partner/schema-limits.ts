import type { ServedRoute } from '../../../src/listener.ts';

/** JSON Schema as ours are written. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

/** Where a schema lets in as much as a stranger likes. */
export function unboundedIn(schema: Schema, at: string): string[] {
  if (schema.enum || schema.const !== undefined) return [];
  if (schema.anyOf) return schema.anyOf.flatMap((each) => unboundedIn(each, at));
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
    unboundedIn(each, `${at}.${name}`),
  );
  switch (schema.type) {
    case 'string':
      return schema.maxLength === undefined ? [`${at} has no maxLength`] : [];
    case 'array':
      return [
        ...(schema.maxItems === undefined ? [`${at} has no maxItems`] : []),
        ...(schema.items ? unboundedIn(schema.items, `${at}[]`) : [`${at}[] is anything`]),
      ];
    case 'object':
      return [...named, ...othersIn(schema, at)];
    default:
      return schema.type === undefined ? [`${at} is anything`] : [];
  }
}

/** What an object takes by names that the schema does not give. */
function othersIn(schema: Schema, at: string): string[] {
  const others = [
    ...Object.values(schema.patternProperties ?? {}),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  // the reader of parameters refuses what the schema of a route does not name
  const isOpen = others.length > 0 || schema.properties === undefined;
  if (!isOpen) return [];
  return [
    ...(others.length === 0
      ? [`${at}.* is anything`]
      : others.flatMap((each) => unboundedIn(each, `${at}.*`))),
    ...(schema.maxProperties === undefined ? [`${at} has no maxProperties`] : []),
    ...(schema.propertyNames?.maxLength === undefined ? [`${at} has no longest name`] : []),
  ];
}

/** The schemas that Fastify checks by itself: those of pages and of what the cashier asks. */
export function partsOf({ schema }: ServedRoute): [string, Schema][] {
  return Object.entries((schema ?? {}) as Readonly<Record<string, Schema>>);
}

/** What patterns and masks take longest for. */
const FILLERS = ['1', 'a', ' ', '中', 'a@', '1@a.', '-', '\\', '"', '{', '<!-- -->', '%41', '\t', "'"];

/** The largest values that a schema allows of at most so many bytes, one of each filler. */
export function largestOf(schema: Schema, budget: number): unknown[] {
  if (schema.enum) return [schema.enum.at(-1)];
  if (schema.const !== undefined) return [schema.const];
  if (schema.anyOf) return largestOf(schema.anyOf[0] ?? {}, budget);
  switch (schema.type) {
    case 'string':
      return FILLERS.map((filler) =>
        filled(filler, Math.min(schema.maxLength ?? 0, budget / bytesOf(filler))),
      );
    case 'integer':
    case 'number':
      return [schema.maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, -1e308];
    case 'boolean':
      return [true];
    case 'array':
      return largestOf(schema.items ?? {}, budget).map((each) =>
        Array.from({ length: schema.maxItems ?? 0 }, (_, index) =>
          typeof each === 'string' ? `${index}${each}`.slice(0, each.length) : each,
        ),
      );
    case 'object':
      return largestObjects(schema, budget);
    default:
      return [null];
  }
}

/** As many members as fit, each as large as it may be. */
function largestObjects(schema: Schema, budget: number): object[] {
  const [inner] = Object.values(schema.patternProperties ?? {});
  const others =
    inner ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {});
  return largestOf(others, budget).map((each) => {
    const size = bytesOf(JSON.stringify(each));
    const count = Math.min(schema.maxProperties ?? 0, Math.max(1, Math.floor(budget / size)));
    return Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        filled(`${index}x`, schema.propertyNames?.maxLength ?? 0),
        each,
      ]),
    );
  });
}

/** In JSON. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

function filled(filler: string, length: number): string {
  const whole = Math.floor(length);
  return filler.repeat(Math.ceil(whole / filler.length)).slice(0, whole);
}
