import type { Of } from '@zhixiao/contract/schema';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * Selects from what a handler answers the fields that a schema names, as JSON has them: dates are text, and what is
 * undefined is not there. What the schema does not name stays behind, whatever row it came from.
 * @throws Error when something is missing or of another type: a fault of ours, told by its place and not by its value
 */
export function answerSelector<Schema extends TSchema>(schema: Schema): (answer: unknown) => Of<Schema> {
  const compiled = Compile(schema);
  return (answer) => {
    const selected = compiled.Clean(JSON.parse(JSON.stringify(answer)));
    if (!compiled.Check(selected)) {
      const [error] = compiled.Errors(selected);
      throw new Error(`an answer is not as the contract says: ${error?.instancePath} ${error?.message}`);
    }
    return selected as Of<Schema>;
  };
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes answers as JSON, with the fields that a schema names. @throws Error as `answerSelector` */
export function answerWriter(schema: TSchema): (answer: unknown) => string {
  const select = answerSelector(schema);
  return (answer) => JSON.stringify(select(answer));
}
