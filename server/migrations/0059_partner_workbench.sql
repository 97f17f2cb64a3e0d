-- Operators of partners, who see some apps and nothing else, and the requests of apps of the last seven days.
set local lock_timeout = '10s';

alter table operators
  drop constraint operators_role_check,
  add constraint operators_role_check check (role in ('administrator', 'system_administrator',
    'security_administrator', 'finance', 'refund_approver', 'support', 'auditor', 'partner')),
  -- a partner's operator has apps in place of schools
  add constraint operators_partner_of_no_school check (role <> 'partner' or not all_schools);

create table operator_apps (
  operator_id bigint not null references operators,
  app_id      text not null references apps,
  primary key (operator_id, app_id)
);

/*
 * A ring of nine days (of UTC): while a day is written, the eighth before it is emptied as a whole for the next, which
 * costs the same however many requests it held. A request's number tells its time: milliseconds × 10⁶ and more.
 */
create table partner_requests (
  slot          smallint not null,
  request_id    bigint not null,
  app_id        text not null references apps,
  -- empty: an address that no interface has
  interface     text not null check (interface ~ '^[a-z_]{0,40}$'),
  version       smallint not null check (version in (1, 2)),
  outcome       text not null check (outcome in ('done', 'refused', 'failed')),
  -- whether it was signed with a key of the app; without that it may be anybody's
  is_proved     boolean not null,
  http_status   smallint not null,
  ret_code      smallint not null check (ret_code between -3 and 0),
  step          text check (step in ('limits', 'path', 'body', 'id', 'sign', 'time', 'nonce', 'source', 'frozen',
                                     'version', 'decrypt', 'json', 'replay', 'field', 'business', 'server')),
  -- what it was answered, where it was not done
  message       text check (length(message) <= 300),
  out_trade_no  text check (length(out_trade_no) <= 40),
  duration_us   integer not null check (duration_us >= 0),
  primary key (slot, request_id),
  check (slot = request_id / 86400000000000 % 9),
  check ((outcome = 'done') = (step is null)),
  check ((outcome = 'done') = (message is null))
) partition by list (slot);
create table partner_requests_0 partition of partner_requests for values in (0);
create table partner_requests_1 partition of partner_requests for values in (1);
create table partner_requests_2 partition of partner_requests for values in (2);
create table partner_requests_3 partition of partner_requests for values in (3);
create table partner_requests_4 partition of partner_requests for values in (4);
create table partner_requests_5 partition of partner_requests for values in (5);
create table partner_requests_6 partition of partner_requests for values in (6);
create table partner_requests_7 partition of partner_requests for values in (7);
create table partner_requests_8 partition of partner_requests for values in (8);
create index partner_requests_of_app on partner_requests (app_id, request_id);
create index partner_requests_refused on partner_requests (app_id, request_id) where outcome <> 'done';
create index partner_requests_of_order on partner_requests (app_id, out_trade_no, request_id)
  where out_trade_no is not null;

-- How many requests there were on a day (of Beijing), and how many of them are kept: the rest were too many.
create table partner_request_days (
  app_id text not null references apps,
  day    date not null,
  kind   text not null check (kind in ('done', 'refused', 'unproved')),
  total  bigint not null check (total >= 0),
  kept   bigint not null check (kept between 0 and total),
  primary key (app_id, day, kind)
) with (fillfactor = 50);

/*
 * Empties the days of the ring that are past `before` as a whole; answers how many rows went. A day is there in part only when
 * nothing emptied it before it came round again: at most `batch` of its rows go then. One that is being read stays for the
 * next time. The server's role may empty no table itself.
 */
create function empty_request_days(before timestamptz, batch integer) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '500ms' as $$
declare
  past constant bigint := floor(extract(epoch from before) * 1000)::bigint * 1000000;
  a_day constant bigint := 86400000000000;
  oldest bigint;
  newest bigint;
  went bigint := 0;
  gone bigint;
begin
  for at in 0..8 loop
    execute format('select min(request_id), max(request_id) from partner_requests_%s where slot = %s', at, at)
      into oldest, newest;
    if newest < past then
      begin
        execute format('lock table partner_requests_%s in access exclusive mode', at);
        execute format('select count(*) from partner_requests_%s', at) into gone;
        execute format('truncate partner_requests_%s', at);
        went := went + gone;
      exception when lock_not_available then
        null;
      end;
    elsif oldest < past - a_day then
      execute format('delete from partner_requests_%s where slot = %s and request_id = any (array(
                        select request_id from partner_requests_%s where slot = %s and request_id < %s
                         order by request_id limit %s))', at, at, at, at, past - a_day, batch);
      get diagnostics gone = row_count;
      went := went + gone;
    end if;
  end loop;
  return went;
end $$;
revoke execute on function empty_request_days from public;
