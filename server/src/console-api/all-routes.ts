import type { Route } from './route.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { SIGN_IN_ROUTES } from './sign-in-routes.ts';

/** Every route of the console; what is not among these is not there. */
export const CONSOLE_ROUTES: readonly Route[] = [...SIGN_IN_ROUTES, ...SESSION_ROUTES];
