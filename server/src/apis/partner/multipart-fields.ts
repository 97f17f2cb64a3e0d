/**
 * The fields of a multipart form, which is whole in memory and small. The boundary is the body's own first line,
 * whatever the header says it is, and line feeds alone will do: hand-written clients get both wrong, and
 * `Response.formData` takes no boundary under 27 characters. Undefined when it is no such form.
 */
export function multipartFields(body: string): Map<string, string> | undefined {
  const boundary = /^--[^\r\n]+/.exec(body)?.[0].trimEnd();
  if (boundary === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const part of `\n${body}`.split(`\n${boundary}`).slice(1)) {
    if (part.startsWith('--')) break;
    const field = readPart(part);
    if (field && !fields.has(field[0])) fields.set(...field);
  }
  return fields.size === 0 ? undefined : fields;
}

/** From the end of the boundary's line up to the line feed before the next one. */
function readPart(part: string): [string, string] | undefined {
  const [, headers, value] = /^[^\n]*\n(.*?)\r?\n\r?\n(.*)$/s.exec(part) ?? [];
  if (headers === undefined || value === undefined) return undefined;
  const [, quoted, bare] =
    /^content-disposition:.*[;\s]name=(?:"([^"\r\n]*)"|([^;\s"]+))/im.exec(headers) ?? [];
  const name = quoted ?? bare;
  if (name === undefined) return undefined;
  const text = value.endsWith('\r') ? value.slice(0, -1) : value;
  const isBase64 = /^content-transfer-encoding:\s*base64/im.test(headers);
  return [name, isBase64 ? Buffer.from(text, 'base64').toString('utf8') : text];
}
