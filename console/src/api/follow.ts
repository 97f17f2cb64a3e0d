import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { CallError, offline, refusalOf } from './call.ts';

/** A route that is not asked with GET and answers a file. */
type FollowedKey = {
  [K in RouteKey]: Routes[K]['answer'] extends 'file' ? K & `POST ${string}` : never;
}[RouteKey];

/** A file that is asked for with a body. @throws CallError */
export async function fetchFile<K extends FollowedKey>(
  key: K,
  params: Routes[K]['params'],
): Promise<{ readonly file: Blob; readonly name: string }> {
  try {
    const response = await post(key, params);
    const [, name = 'export'] =
      /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    return { file: await response.blob(), name: decodeURIComponent(name) };
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw offline(error);
  }
}

async function post<K extends FollowedKey>(key: K, params: Routes[K]['params']): Promise<Response> {
  const [, path = ''] = key.split(' ');
  const response = await fetch(`/console-api${path}`, {
    method: 'POST',
    headers: { 'x-console': '1', 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  if (!response.ok) throw await refusalOf(key, response);
  return response;
}

/**
 * Calls a route that streams its progress as lines of JSON.
 * @throws CallError when it is refused, or cut off before its end
 */
export async function follow<K extends FollowedKey, News>(
  key: K,
  params: Routes[K]['params'],
  onNews: (news: News) => void,
): Promise<void> {
  let rest = '';
  try {
    const { body } = await post(key, params);
    if (!body) throw new Error('an answer without a body');
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onNews(JSON.parse(line));
    }
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw offline(error);
  }
}
