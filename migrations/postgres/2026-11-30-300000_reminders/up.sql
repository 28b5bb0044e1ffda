-- Reminders of visits, among the letters. Which day a reminder is of makes it the only one of its kind, whoever writes it
-- and however often: a replica, or a server that starts anew.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
-- Not looked for among the rows that are there: they held to less.
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check
    CHECK (kind IN ('confirmation', 'moved', 'cancelled', 'reminder')) NOT VALID;
ALTER TABLE outbox ADD COLUMN reminds_of DATE;
ALTER TABLE outbox ADD CONSTRAINT outbox_reminds_of_check
    CHECK ((kind = 'reminder') = (reminds_of IS NOT NULL)) NOT VALID;
-- No other letter pays for it.
CREATE UNIQUE INDEX outbox_reminders ON outbox (booking_id, reminds_of) WHERE reminds_of IS NOT NULL;
