import { call } from '../api/call.ts';
import { clearSchoolChoice } from './session.tsx';

/** Ends the session here and on the server, and leaves nothing of it on the page. */
export async function signOut(): Promise<void> {
  await call('POST /sign-out');
  clearSchoolChoice();
  window.location.assign('/console/');
}
