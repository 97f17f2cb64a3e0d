import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import type { MakeEmulator } from '../emulator.ts';
import type { Store } from '../store.ts';
import { ROBOT_APIS, robotApi } from './api.ts';
import {
  findRobot,
  GIVEN_ROBOTS,
  listMessages,
  listRobots,
  type Platform,
  saveRobot,
} from './robot-store.ts';

const PLATFORMS = ['wecom', 'dingtalk'] as const;

/** The emulated robots of groups of 企业微信 and 钉钉, and what they were sent. */
export const emulateRobots: MakeEmulator = ({ store, clock }) => {
  for (const robot of GIVEN_ROBOTS) {
    if (!findRobot(store, robot.platform, robot.key)) saveRobot(store, robot);
  }
  return {
    apis: PLATFORMS.map((platform) => ({
      paths: [ROBOT_APIS[platform].path],
      api: robotApi(platform, { store, clock }),
    })),
    agendas: [],
    admin: (scope) => robotAdminRoutes(scope, store),
    stop: () => undefined,
  };
};

type OfRobot = { Params: { platform: Platform; key: string } };

const OF_ROBOT = object({ platform: { enum: PLATFORMS }, key: { type: 'string', maxLength: 128 } });

/** Which robots there are with their webhooks, others, and what a group has read. */
function robotAdminRoutes(scope: FastifyInstance, store: Store): void {
  scope.get('/robots', (request) =>
    listRobots(store).map(({ platform, key, secret }) => ({
      platform,
      webhook: `http://${request.host}${ROBOT_APIS[platform].path}?${ROBOT_APIS[platform].key}=${key}`,
      secret,
    })),
  );
  scope.put<OfRobot & { Body: { secret?: string } }>(
    '/robots/:platform/:key',
    { schema: { params: OF_ROBOT, body: object({ secret: { type: 'string', maxLength: 100 } }) } },
    ({ params, body }) => {
      saveRobot(store, { ...params, secret: body.secret ?? '' });
      return {};
    },
  );
  scope.get<OfRobot>('/robots/:platform/:key/messages', { schema: { params: OF_ROBOT } }, ({ params }) =>
    listMessages(store, params.platform, params.key).map(({ title, content, receivedAt }) => ({
      title,
      content,
      received_at: receivedAt,
    })),
  );
}
