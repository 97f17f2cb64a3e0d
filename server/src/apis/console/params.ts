import { FieldError } from '@zhixiao/protocol/fields';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Reads a request's path, query and JSON body as one flat object of the schema; a field it does not name is
 * refused, and so is text that the database cannot store: an audit entry could not record it either.
 * @throws FieldError
 */
export function paramReader<Params extends object>(schema: TSchema): (request: FastifyRequest) => Params {
  let reader: Validator | undefined;
  return (request) => {
    // when first asked: the server starts sooner, and few processes answer every route
    reader ??= Compile({ ...schema, additionalProperties: false });
    // texts of a path or query become the numbers and booleans that they write
    const written = Value.Convert(schema, { ...asObject(request.query), ...asObject(request.params) });
    const params = { ...asObject(request.body), ...asObject(written) };
    if (!reader.Check(params)) {
      const [error] = reader.Errors(params);
      throw new FieldError(error?.instancePath.slice(1).replaceAll('/', '.') ?? '', '填写有误');
    }
    const unfit = Object.entries(params).find(([, value]) => !isStorable(value));
    if (unfit) throw new FieldError(unfit[0], '含有无法识别的字符');
    // of the schema, which has been checked
    return params as Params;
  };
}

/** Without NUL and halves of characters, which PostgreSQL has no place for. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member));
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
