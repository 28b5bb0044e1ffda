-- Reminders of visits, among the letters. The day that a reminder is of is to make it the only one, whoever writes it
-- and however often: a replica, or a server that starts anew. The index that does follows by itself.
ALTER TABLE outbox ADD COLUMN reminds_of DATE CHECK ((kind = 'reminder') = (reminds_of IS NOT NULL));
-- A check that allows more changes nothing in the rows, so that the table need not be written anew: its words are changed,
-- as SQLite's documentation of ALTER TABLE describes it.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''cancelled'')', '''cancelled'', ''reminder'')')
    WHERE type = 'table' AND name = 'outbox';
PRAGMA writable_schema = RESET;
