-- Lists of refunds are read as those of orders are: from indexes that lead with the app, its newest first.

-- that of its payment, which never changes
alter table refunds add column channel text check (channel in ('wechat', 'alipay'));
update refunds r set channel = p.channel from payments p where p.app_id = r.app_id and p.payment_no = r.payment_no;
alter table refunds alter column channel set not null;

create index refunds_of_channel on refunds (app_id, channel, refund_id);
create index refunds_failed on refunds (app_id, refund_id) where status = 'failed';
create index refunds_not_by_partner on refunds (app_id, cause, refund_id) where cause <> 'partner';
alter table refunds set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
