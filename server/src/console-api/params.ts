import { FieldError } from '@zhixiao/protocol/fields';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Reads a request's path, query and JSON body as one flat object of the schema; what it does not name is
 * refused.
 * @throws FieldError
 */
export function paramReader(schema: TSchema): (request: FastifyRequest) => unknown {
  const compiled = Compile({ ...schema, additionalProperties: false });
  return (request) => {
    // texts of a path or query become the numbers and booleans that they write
    const written = Value.Convert(schema, { ...asObject(request.query), ...asObject(request.params) });
    const params = { ...asObject(request.body), ...asObject(written) };
    for (const [name, value] of Object.entries(params)) {
      if (hasNul(value)) throw new FieldError(name, '填写有误');
    }
    if (compiled.Check(params)) return params;
    const [error] = compiled.Errors(params);
    throw new FieldError(error?.instancePath.slice(1).replaceAll('/', '.') ?? '', '填写有误');
  };
}

/** PostgreSQL stores no text with a NUL in it, and finds none. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.entries(value).flat().some(hasNul);
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
