-- What a school may keep of an app's payments, month by month. A locked sheet is final: whatever is posted into its
-- month afterwards stands in the next one, so that all sheets together always say what the ledger says.

create table settlement_sheets (
  app_id     text not null references apps,
  -- its first day
  month      date not null check (month = date_trunc('month', month)),
  locked_by  text not null,
  locked_at  timestamptz not null,
  primary key (app_id, month)
);

create table settlement_lines (
  app_id     text not null,
  month      date not null,
  channel    text not null check (channel in ('wechat', 'alipay')),
  -- of the ledger
  event      text not null,
  movements  bigint not null,
  -- fen to the school; what it gives back is negative
  fee        bigint not null,
  primary key (app_id, month, channel, event),
  foreign key (app_id, month) references settlement_sheets
);

create trigger settlement_sheets_append_only before update or delete or truncate on settlement_sheets
  for each statement execute function refuse_change();
create trigger settlement_lines_append_only before update or delete or truncate on settlement_lines
  for each statement execute function refuse_change();
