DELETE FROM outbox WHERE kind = 'reminder';
ALTER TABLE outbox DROP COLUMN reminds_of;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''cancelled'', ''reminder'')', '''cancelled'')')
    WHERE type = 'table' AND name = 'outbox';
PRAGMA writable_schema = RESET;
