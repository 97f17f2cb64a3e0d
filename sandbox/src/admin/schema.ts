/** The JSON schema of an object with these properties and no others. */
export function object(properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) {
  return { type: 'object', additionalProperties: false, properties, required };
}
