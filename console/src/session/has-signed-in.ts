const KEY = 'console.signed_in';

/** Whether somebody has signed in with this browser: a guess at what is needed next, and no more. */
export function hasSignedIn(): boolean {
  return localStorage.getItem(KEY) !== null;
}

export function noteSignedIn(): void {
  localStorage.setItem(KEY, '1');
}
