/** A server of the run: `server/src/main.ts` as it is, with the run's time. Built by `build-server.ts`. */
import './preload.ts';

await import('../../../server/src/main.ts');
