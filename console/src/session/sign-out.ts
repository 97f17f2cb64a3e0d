import { call } from '../api/call.ts';
import { forgetRecent } from '../search/recent.ts';
import { clearSchoolChoice } from './session.tsx';

/** Ends the session here and on the server, and leaves nothing of it on the page. */
export async function signOut(): Promise<void> {
  await call('POST /sign-out');
  clearSchoolChoice();
  forgetRecent();
  window.location.assign('/console/');
}
