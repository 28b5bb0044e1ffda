-- Who asked for a lost code and has a visit on that day, so that it is repeated a few times a day at most, whichever replica
-- is asked. Kept for a day.
CREATE TABLE code_requests (
    id TEXT PRIMARY KEY,
    email_key BLOB NOT NULL,
    asked_at TIMESTAMP NOT NULL
);
CREATE INDEX code_requests_email_key ON code_requests (email_key, asked_at);
