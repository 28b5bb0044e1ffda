-- Each index is paid for by every booking.

-- Housekeeping finds visits that are over by their date: few values, so that an index of them is small.
DROP INDEX bookings_to_erase;
CREATE INDEX bookings_to_erase ON bookings (date) WHERE erased_at IS NULL;

-- `outbox_booking_id` has the few letters of a booking in their order.
DROP INDEX outbox_line;

-- Answers are kept in the order of time: where old ones lie, a summary of each stretch of the table tells.
DROP INDEX idempotency_records_created_at;
CREATE INDEX idempotency_records_created_at ON idempotency_records USING brin (created_at) WITH (pages_per_range = 32);

-- What these hold, each booking paid for with a search and a lock of the row that it names, a quarter of what it cost.
-- Services, terms and bookings are never deleted, and a booking is made by a plan that was read from them; the auditor looks
-- for rows that refer to nothing.
ALTER TABLE bookings DROP CONSTRAINT bookings_service_id_fkey;
ALTER TABLE bookings DROP CONSTRAINT bookings_office_id_terms_version_fkey;
ALTER TABLE outbox DROP CONSTRAINT outbox_booking_id_fkey;
