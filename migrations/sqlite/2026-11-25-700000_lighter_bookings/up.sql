-- What a booking changes in the file is mostly pages of indexes: each entry at a place of its own is a page to log, to
-- flush and to copy. So there are fewer of them, and those that can be are in the order of time.

-- An address has few bookings: which of them lie ahead, their rows tell.
DROP INDEX bookings_email_key;
CREATE INDEX bookings_email_key ON bookings (email_key);

-- Housekeeping finds visits that are over by the tens of their date. Their ends would be places all over the calendar.
DROP INDEX bookings_to_erase;
CREATE INDEX bookings_to_erase ON bookings (substr(date, 1, 9)) WHERE erased_at IS NULL;

-- `outbox_booking_id` has the few letters of a booking in their order.
DROP INDEX outbox_line;

-- Old answers are looked for beside the writer, which takes its time but nobody else's.
DROP INDEX idempotency_records_created_at;
