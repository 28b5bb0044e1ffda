-- All of them, for the auditor. SQLite keeps some of them elsewhere.
CREATE VIEW kept_answers AS SELECT key_hash, body_hash, answer, created_at FROM idempotency_records;
