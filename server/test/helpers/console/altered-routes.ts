import { CONSOLE_ROUTES } from '../../../src/apis/console/all-routes.ts';
import type { ReadRequest, RequestContext, Route } from '../../../src/apis/console/route.ts';

/** Answers in the place of a route. */
export type Answer = (context: RequestContext, asUsual: () => Promise<unknown>) => Promise<unknown>;

const altered = new Map<Route, Answer>();

/** Lets `answering` have a route of the gateways that are started from now on answer otherwise. */
export function makeRoutesAlterable(): void {
  for (const route of CONSOLE_ROUTES) {
    const { reader }: { readonly reader: () => (...request: never[]) => ReadRequest<never> } = route;
    Object.assign(route, {
      reader() {
        const read = reader();
        return (...request: never[]) => {
          const { params, answer } = read(...request);
          const answerAltered = (context: RequestContext) => {
            const asUsual = () => answer(context as never);
            return altered.get(route)?.(context, asUsual) ?? asUsual();
          };
          return { params, answer: answerAltered };
        };
      },
    });
  }
}

/** Has a route answer something else while `work` goes on. */
export async function answering(key: string, answer: Answer, work: () => Promise<void>): Promise<void> {
  const route = CONSOLE_ROUTES.find(({ method, path }) => `${method} ${path}` === key);
  if (!route) throw new Error(`no route ${key}`);
  altered.set(route, answer);
  await work().finally(() => altered.delete(route));
}
