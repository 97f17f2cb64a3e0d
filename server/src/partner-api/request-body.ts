import type { SealedRequest } from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';

/** The three fields of a request as they came; each may be missing. */
export type RawRequest = { readonly [K in keyof SealedRequest]: string | undefined };

/**
 * Reads `id`, `param` and `sign` from a form, a multipart form or JSON; a body with no content type is
 * read as a form (protocol, "request body").
 * @throws FieldError
 */
export async function readRequestBody(contentType: string | undefined, body: Buffer): Promise<RawRequest> {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  switch (type) {
    case '':
    case 'application/x-www-form-urlencoded':
    case 'text/plain':
      return fromForm(new URLSearchParams(body.toString('utf8')));
    case 'multipart/form-data':
      return fromForm(await multipart(contentType ?? '', body));
    case 'application/json':
      return fromJson(body.toString('utf8'));
    default:
      throw new FieldError('Content-Type', '不支持，请使用 application/x-www-form-urlencoded');
  }
}

function fromForm(form: { get(name: string): unknown }): RawRequest {
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  // base64 has no spaces: one is a "+" that the client forgot to escape
  return { id: field('id'), param: field('param')?.replaceAll(' ', '+'), sign: field('sign') };
}

async function multipart(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new FieldError('请求体', '不是有效的 multipart/form-data');
  }
}

function fromJson(text: string): RawRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FieldError('请求体', '不是有效的 JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new FieldError('请求体', '必须是 JSON 对象');
  }
  const fields = parsed as Record<string, unknown>;
  const field = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  return { id: field('id'), param: field('param'), sign: field('sign') };
}
