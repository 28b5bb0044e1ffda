DELETE FROM outbox WHERE kind = 'reminder';
ALTER TABLE outbox DROP CONSTRAINT outbox_reminds_of_check;
ALTER TABLE outbox DROP COLUMN reminds_of;
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('confirmation', 'moved', 'cancelled'));
