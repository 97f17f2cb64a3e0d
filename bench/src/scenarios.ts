import { callbackScenario } from './callback-scenario.ts';
import { dispatchScenario } from './dispatch-scenario.ts';
import type { Finding } from './finding.ts';
import { footprintScenario } from './footprint-scenario.ts';
import type { Options } from './options.ts';
import { createScenario, queryScenario } from './order-scenarios.ts';
import type { Stand } from './stand.ts';

export type Scenario = (stand: Stand, options: Options) => Promise<Finding[]>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  order_create: createScenario,
  order_query: queryScenario,
  callback: callbackScenario,
  dispatch: dispatchScenario,
  footprint: footprintScenario,
};
