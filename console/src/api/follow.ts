import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { CallError, offline, refusalOf } from './call.ts';

/** A route that is not asked with GET and answers a file. */
type FollowedKey = {
  [K in RouteKey]: Routes[K]['answer'] extends 'file' ? K & `POST ${string}` : never;
}[RouteKey];

/**
 * Calls a route that streams its progress as lines of JSON.
 * @throws CallError when it is refused, or cut off before its end
 */
export async function follow<K extends FollowedKey, News>(
  key: K,
  params: Routes[K]['params'],
  onNews: (news: News) => void,
): Promise<void> {
  const [, path = ''] = key.split(' ');
  let rest = '';
  try {
    const response = await fetch(`/console-api${path}`, {
      method: 'POST',
      headers: { 'x-console': '1', 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    if (!response.ok || !response.body) throw await refusalOf(key, response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
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
