// Times are milliseconds since the epoch. A secret that is empty asks for no signature.
export const ROBOT_SCHEMA = `
create table if not exists robots (
  platform text not null check (platform in ('wecom', 'dingtalk')),
  robot_key text not null,
  secret text not null default '',
  primary key (platform, robot_key)
) strict;

create table if not exists robot_messages (
  message_id integer primary key,
  platform text not null,
  robot_key text not null,
  title text not null,
  content text not null,
  received_at integer not null,
  foreign key (platform, robot_key) references robots
) strict;
`;
