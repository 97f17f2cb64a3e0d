import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** A text field of a record that a person fills in. @param rule the rule, in Chinese, for the error message */
export function recordText(pattern: RegExp, rule: string) {
  return Type.String({ pattern: pattern.source, description: rule });
}

/**
 * Reads the named texts of a stored record; an empty one is not there. The first invalid one is refused with the
 * reason, without its value.
 */
export function recordReader<Fields extends TProperties>(
  schema: TObject<Fields>,
): (
  values: Readonly<Record<string, unknown>>,
  refuse: (field: string, why: string) => never,
) => Static<TObject<Fields>> {
  const fields = Object.entries(schema.properties).map(([name, field]) => ({
    name,
    field: Compile(field),
    rule: 'description' in field ? String(field.description) : '',
    isNeeded: Array.isArray(schema.required) && schema.required.includes(name),
  }));
  return (values, refuse) => {
    const read: Record<string, unknown> = {};
    for (const { name, field, rule, isNeeded } of fields) {
      const value = values[name];
      const isEmpty = value === undefined || value === null || value === '';
      if (isEmpty && isNeeded) refuse(name, '不能为空');
      if (isEmpty) continue;
      if (!field.Check(value)) refuse(name, rule);
      read[name] = value;
    }
    return read as Static<TObject<Fields>>;
  };
}
