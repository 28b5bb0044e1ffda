-- The answer to who booked without a token, until it is a day old: in the order of time, and found by the address that
-- tells such callers apart. So a booking has one index at random places less: `bookings_email_key` serves both, and holds
-- that no address's request is booked twice.
CREATE TABLE booking_answers (
    id INTEGER PRIMARY KEY,
    booking_id TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at TIMESTAMP NOT NULL
);

ALTER TABLE bookings ADD COLUMN answer_id INTEGER;
-- The hash of path, caller and the client's key, while there is an answer.
ALTER TABLE bookings ADD COLUMN request_key BLOB;
DROP INDEX bookings_email_key;
CREATE UNIQUE INDEX bookings_email_key ON bookings (email_key, request_key);

-- A booking whose address changes, or is erased, leaves its answer where answers are found without it.
CREATE TRIGGER bookings_leave_answer AFTER UPDATE OF email_key ON bookings WHEN OLD.request_key IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO idempotency_records (key_hash, body_hash, answer, created_at)
        SELECT OLD.request_key, body_hash, answer, created_at FROM booking_answers
        WHERE id = OLD.answer_id AND booking_id = OLD.id;
    DELETE FROM booking_answers WHERE id = OLD.answer_id AND booking_id = OLD.id;
    UPDATE bookings SET request_key = NULL, answer_id = NULL WHERE id = OLD.id;
END;

-- All of them, for the auditor.
CREATE VIEW kept_answers AS
    SELECT key_hash, body_hash, answer, created_at FROM idempotency_records
    UNION ALL
    SELECT coalesce(b.request_key, ''), a.body_hash, a.answer, a.created_at
    FROM booking_answers AS a LEFT JOIN bookings AS b ON b.id = a.booking_id AND b.answer_id = a.id;
