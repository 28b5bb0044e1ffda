-- Challenges whose solution has paid for a booking, until they expire: written in the booking's transaction, so that one
-- solution buys one booking, whichever replica is asked.
CREATE TABLE spent_challenges (
    challenge_hash BLOB PRIMARY KEY,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX spent_challenges_expires_at ON spent_challenges (expires_at);
