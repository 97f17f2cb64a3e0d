import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** A schema of `docs/openapi.json`, as far as pages show it. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly 'x-en'?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly 'x-max-bytes'?: number;
  readonly 'x-fen'?: boolean;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly 'x-errors'?: readonly string[];
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly 'x-en': { readonly summary: string; readonly description: string };
  readonly 'x-section'?: string;
  readonly 'x-errors'?: readonly string[];
}

/** What is answered in words, from the catalogue. */
export interface CatalogueError {
  readonly kind: 'refusal' | 'field' | 'envelope';
  readonly ret_code: number;
  readonly status: number;
  readonly messages: readonly string[];
  readonly in_english: readonly string[];
  readonly on?: readonly string[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly post: Operation }>>;
  readonly webhooks: { readonly notification: { readonly post: Operation } };
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly 'x-errors': Readonly<Record<string, CatalogueError>>;
}

/** The partner interface as `scripts/openapi.ts` wrote it. */
export const OPEN_API = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')) as OpenApi;

export const OPERATIONS: readonly Operation[] = [
  ...Object.values(OPEN_API.paths).map(({ post }) => post),
  OPEN_API.webhooks.notification.post,
];

/** The content of an interface's requests, or of a notification. */
export function requestSchemaOf(name: string): Schema {
  return (
    OPEN_API.components.schemas[name === 'notification' ? 'notification_content' : `${name}_request`] ?? {}
  );
}

export function answerSchemaOf(name: string): Schema | undefined {
  return OPEN_API.components.schemas[`${name}_answer`];
}

/** What a request may look like: each field's example. */
export function exampleOf(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      field.items ? [exampleOf(field.items)] : field.examples?.[0],
    ]),
  );
}
