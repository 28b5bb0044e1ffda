-- When the address was erased: with the retention, or because its owner asked for it. The row stays for counts, and holds
-- an empty address and an empty hash, which the version before reads as well.
ALTER TABLE bookings ADD COLUMN erased_at TIMESTAMP;
-- What housekeeping looks for, codes to forget included: a booking leaves this index when nothing is left to forget. It
-- takes the place of one that bookings left earlier, so that booking costs no more than before.
CREATE INDEX bookings_to_erase ON bookings (ends_at) WHERE erased_at IS NULL;
DROP INDEX bookings_to_clear;
