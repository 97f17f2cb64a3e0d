import { systemClock } from '@zhixiao/server/lib/clock';
import { makeLink } from '@zhixiao/server/operators/links';
import { withDatabase } from '../seed/database.ts';

/** Asks the console's API as one operator's browser does; what names a person is posted. */
export type AskConsole = (path: string, posted?: object) => Promise<{ readonly rows?: readonly unknown[] }>;

/** Signs in the first operator of an installation; answers the cookie. */
export async function signInToConsole(databaseUrl: string, port: number): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const { address } = await withDatabase(databaseUrl, (db) =>
    db.transaction((tx) => makeLink({ clock: systemClock, consoleUrl: origin }, tx, undefined)),
  );
  const token = new URL(address).hash.slice(1);
  const signedIn = await fetch(`${origin}/console-api/links/use`, {
    method: 'POST',
    headers: { 'x-console': '1', 'content-type': 'application/json', origin },
    body: JSON.stringify({ token, password: 'correct horse battery', account: 'bench', name: 'bench' }),
  });
  return signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** The first operator of an installation, signed in. */
export async function openConsole(databaseUrl: string, port: number): Promise<AskConsole> {
  const cookie = await signInToConsole(databaseUrl, port);
  const origin = `http://127.0.0.1:${port}`;
  const headers = { 'x-console': '1', cookie, origin, 'content-type': 'application/json' };
  return async (path, posted) => {
    const post = posted && { method: 'POST', body: JSON.stringify(posted) };
    const answer = await fetch(`${origin}/console-api${path}`, { headers, ...post });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { rows?: unknown[] };
  };
}
