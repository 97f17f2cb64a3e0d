import { call } from '../api/call.ts';

/** Ends the session here and on the server, and leaves nothing of it on the page. */
export async function signOut(): Promise<void> {
  await call('POST /sign-out');
  window.location.assign('/console/');
}
