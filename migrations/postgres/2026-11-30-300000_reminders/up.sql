-- Reminders of visits, among the letters. The day that a reminder is of is to make it the only one, whoever writes it
-- and however often: a replica, or a server that starts anew. The index that does follows by itself.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
-- Not looked for among the rows that are there: they held to less.
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check
    CHECK (kind IN ('confirmation', 'moved', 'cancelled', 'reminder')) NOT VALID;
ALTER TABLE outbox ADD COLUMN reminds_of DATE;
ALTER TABLE outbox ADD CONSTRAINT outbox_reminds_of_check
    CHECK ((kind = 'reminder') = (reminds_of IS NOT NULL)) NOT VALID;
