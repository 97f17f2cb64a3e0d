import { Overloaded } from './unavailable.ts';

interface Client {
  readonly destroyed: boolean;
}

type Refuse = (error: Error) => void;

/** Holds refusals back, so that clients that ask again at once do not keep the server busy with refusing them. */
export interface LateRefusals {
  /** `refuse` is called with an `Overloaded` later, unless the client has gone. */
  add(client: Client, refuse: Refuse): void;
  /** Calls what is due; whoever holds these asks for it about ten times a second. */
  callDue(): void;
  /** Calls all, when the server closes. */
  callAll(): void;
}

/** A client that does not heed `Retry-After` asks so often at most on each of its connections. */
const HELD_MS = 1_000;

export function lateRefusals(): LateRefusals {
  let held: { readonly client: Client; readonly refuse: Refuse; readonly dueAt: number }[] = [];
  const call = (count: number) => {
    const due = held.slice(0, count);
    held = held.slice(count);
    for (const { client, refuse } of due) if (!client.destroyed) refuse(new Overloaded());
  };
  return {
    add: (client, refuse) => void held.push({ client, refuse, dueAt: performance.now() + HELD_MS }),
    callDue() {
      const now = performance.now();
      const next = held.findIndex(({ dueAt }) => dueAt > now);
      call(next < 0 ? held.length : next);
    },
    callAll: () => call(held.length),
  };
}
