import type { Route } from './route.ts';
import { SESSION_ROUTES } from './session-routes.ts';

/** Every route of the console; what is not among these is not there. */
export const CONSOLE_ROUTES: readonly Route[] = [...SESSION_ROUTES];
