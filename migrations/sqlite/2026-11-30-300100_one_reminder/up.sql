-- One reminder of a visit and day. A migration of its own: building it reads the whole table, and nothing else that locks the
-- table may wait for that. No other letter pays for it.
CREATE UNIQUE INDEX outbox_reminders ON outbox (booking_id, reminds_of) WHERE reminds_of IS NOT NULL;
