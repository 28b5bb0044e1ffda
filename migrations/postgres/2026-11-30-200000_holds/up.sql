-- An hour that is held while terms and summary are read is a booking in the state `held`, until this instant. Whoever
-- comes later may end it; nothing else ever has such an instant.
ALTER TABLE bookings ADD COLUMN held_until TIMESTAMP;
ALTER TABLE bookings ADD CONSTRAINT bookings_held_check CHECK ((status = 'held') = (held_until IS NOT NULL)) NOT VALID;
-- Changes that no letter tells of: those of a hold. For the auditor.
ALTER TABLE bookings ADD COLUMN silent_changes INTEGER NOT NULL DEFAULT 0 CHECK (silent_changes >= 0);
-- Both hold few rows, and cost nothing to who books without a hold. One live hold per address.
CREATE UNIQUE INDEX bookings_held_address ON bookings (email_key) WHERE held_until IS NOT NULL;
CREATE INDEX bookings_held_until ON bookings (held_until) WHERE held_until IS NOT NULL;
