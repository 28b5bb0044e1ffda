DROP INDEX idempotency_records_created_at;
CREATE INDEX idempotency_records_created_at ON idempotency_records (created_at);
CREATE INDEX outbox_line ON outbox (booking_id, created_at, id) WHERE status = 'queued';
DROP INDEX bookings_to_erase;
CREATE INDEX bookings_to_erase ON bookings (ends_at) WHERE erased_at IS NULL;
ALTER TABLE outbox ADD CONSTRAINT outbox_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_office_id_terms_version_fkey
    FOREIGN KEY (office_id, terms_version) REFERENCES terms (office_id, version);
ALTER TABLE bookings ADD CONSTRAINT bookings_service_id_fkey FOREIGN KEY (service_id) REFERENCES services (id);
