-- What exactly was proposed: another month's late movements may leave the net as it was.
set local lock_timeout = '10s';

alter table settlement_proposals
  -- of the sheet's lines; null: proposed before it was kept, and to be proposed again
  add column version text;
