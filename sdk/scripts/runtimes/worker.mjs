import * as sdk from './sdk.mjs';
import { smoke } from './smoke.mjs';

// biome-ignore lint/style/noDefaultExport: what a worker is
export default {
  fetch: async (request) => new Response((await smoke(sdk, await request.json())).join(' ')),
};
