import type { Store } from '../store.ts';

export type Platform = 'wecom' | 'dingtalk';

/** The robot of a group. */
export interface Robot {
  readonly platform: Platform;
  readonly key: string;
  /** What its requests are signed with; empty: they are not. */
  readonly secret: string;
}

export interface RobotMessage {
  readonly title: string;
  readonly content: string;
  readonly receivedAt: number;
}

/** In a sandbox there is one of each, so that nobody needs a group to try. */
export const GIVEN_ROBOTS: readonly Robot[] = [
  { platform: 'wecom', key: '00000000-0000-4000-8000-00000000c001', secret: '' },
  { platform: 'dingtalk', key: 'd001'.padEnd(64, '0'), secret: `SEC${'5a'.repeat(32)}` },
];

export function saveRobot(store: Store, { platform, key, secret }: Robot): void {
  store
    .prepare(
      `insert into robots (platform, robot_key, secret) values (?, ?, ?)
       on conflict (platform, robot_key) do update set secret = excluded.secret`,
    )
    .run(platform, key, secret);
}

export function findRobot(store: Store, platform: Platform, key: string): Robot | undefined {
  const row = store
    .prepare('select secret from robots where platform = ? and robot_key = ?')
    .get(platform, key);
  return row && { platform, key, secret: String(row.secret) };
}

export function listRobots(store: Store): Robot[] {
  return store
    .prepare('select platform, robot_key as key, secret from robots order by platform, robot_key')
    .all() as unknown as Robot[];
}

export function addMessage(store: Store, { platform, key }: Robot, message: RobotMessage): void {
  const { title, content, receivedAt } = message;
  store
    .prepare(
      'insert into robot_messages (platform, robot_key, title, content, received_at) values (?, ?, ?, ?, ?)',
    )
    .run(platform, key, title, content, receivedAt);
}

/** How many it was sent since then. */
export function countMessages(store: Store, { platform, key }: Robot, since: number): number {
  const row = store
    .prepare(
      'select count(*) as count from robot_messages where platform = ? and robot_key = ? and received_at > ?',
    )
    .get(platform, key, since);
  return Number(row?.count);
}

/** What the group has read, the first first. */
export function listMessages(store: Store, platform: Platform, key: string): RobotMessage[] {
  return store
    .prepare(
      `select title, content, received_at as receivedAt from robot_messages
        where platform = ? and robot_key = ? order by message_id`,
    )
    .all(platform, key) as unknown as RobotMessage[];
}
