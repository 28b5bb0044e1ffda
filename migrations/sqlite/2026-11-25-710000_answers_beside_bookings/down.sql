INSERT OR IGNORE INTO idempotency_records (key_hash, body_hash, answer, created_at)
    SELECT b.request_key, a.body_hash, a.answer, a.created_at
    FROM booking_answers AS a JOIN bookings AS b ON b.id = a.booking_id AND b.answer_id = a.id;
DROP VIEW kept_answers;
DROP TRIGGER bookings_leave_answer;
DROP INDEX bookings_email_key;
CREATE INDEX bookings_email_key ON bookings (email_key);
ALTER TABLE bookings DROP COLUMN request_key;
ALTER TABLE bookings DROP COLUMN answer_id;
DROP TABLE booking_answers;
