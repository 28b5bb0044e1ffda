CREATE INDEX bookings_to_clear ON bookings (ends_at) WHERE code_key IS NOT NULL;
DROP INDEX bookings_to_erase;
ALTER TABLE bookings DROP COLUMN erased_at;
