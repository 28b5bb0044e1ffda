CREATE INDEX idempotency_records_created_at ON idempotency_records (created_at);
CREATE INDEX outbox_line ON outbox (booking_id, created_at, id) WHERE status = 'queued';
DROP INDEX bookings_to_erase;
CREATE INDEX bookings_to_erase ON bookings (ends_at) WHERE erased_at IS NULL;
DROP INDEX bookings_email_key;
CREATE INDEX bookings_email_key ON bookings (email_key, ends_at);
