-- A school changes its merchant by taking a new account into use: the old one, disabled, goes on answering for the
-- payments made with it.

drop index channel_accounts_of_app;
drop index channel_accounts_of_school;
create unique index channel_accounts_of_app on channel_accounts (app_id, channel)
  where app_id is not null and enabled;
create unique index channel_accounts_of_school on channel_accounts (school_id, channel)
  where app_id is null and enabled;
