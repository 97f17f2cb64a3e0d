import * as http from 'node:http';
import * as https from 'node:https';

/** What a merchant's server answered; `late`: nothing whole in time, `broken`: nothing whole at all. */
type Reply = { readonly status: number; readonly text: string } | 'late' | 'broken';

/** What goes to a merchant's server. */
interface Posting {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long the whole answer may take. */
  readonly withinMs: number;
  /** Breaks it off. */
  readonly stopping: AbortSignal;
}

/** Posts to a merchant's server and follows no redirect. Not by `fetch`, which takes four times the CPU. */
export async function post(url: string, { headers, body, withinMs, stopping }: Posting): Promise<Reply> {
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Reply>((resolve, reject) => {
      const { request } = url.startsWith('https:') ? https : http;
      const length = { 'content-length': Buffer.byteLength(body) };
      const options = { method: 'POST', headers: { ...headers, ...length }, signal: stopping };
      const sent = request(url, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      });
      timer = setTimeout(() => {
        isLate = true;
        sent.destroy();
      }, withinMs);
      sent.on('error', reject);
      sent.end(body);
    });
  } catch {
    return isLate ? 'late' : 'broken';
  } finally {
    clearTimeout(timer);
  }
}
