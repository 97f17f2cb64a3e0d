-- A renewal that failed may have cost one of 诺诺's 50 tokens all the same: the next one waits, longer each time.
-- `renewing_until` is until when nobody asks for a token: another is asking, or asking has just failed.
alter table nuonuo_tokens
  add column failed_renewals integer not null default 0 check (failed_renewals >= 0),
  -- keyed hash of what the token was given for: an account that is mended waits for nothing
  add column credentials_index bytea;
