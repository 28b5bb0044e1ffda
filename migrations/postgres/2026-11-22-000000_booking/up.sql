-- What offices offer. Texts in several languages are JSON objects by language.
CREATE TABLE offices (
    id TEXT PRIMARY KEY,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    website TEXT,
    timezone TEXT NOT NULL,
    holidays TEXT NOT NULL CHECK (holidays IN ('none', 'poland')),
    horizon_days INTEGER NOT NULL CHECK (horizon_days BETWEEN 1 AND 366),
    opens_at TIME NOT NULL,
    min_notice_minutes INTEGER NOT NULL CHECK (min_notice_minutes >= 0),
    change_until_minutes INTEGER NOT NULL CHECK (change_until_minutes >= 0),
    per_service_and_day INTEGER NOT NULL CHECK (per_service_and_day >= 2),
    active INTEGER NOT NULL CHECK (active >= 2),
    ticket_opens_minutes INTEGER NOT NULL CHECK (ticket_opens_minutes >= 0),
    ticket_closes_minutes INTEGER NOT NULL CHECK (ticket_closes_minutes >= 0)
);

CREATE TABLE desk_pools (
    id TEXT PRIMARY KEY,
    office_id TEXT NOT NULL REFERENCES offices (id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL
);
CREATE INDEX desk_pools_office_id ON desk_pools (office_id);

CREATE TABLE opening_rules (
    pool_id TEXT NOT NULL REFERENCES desk_pools (id),
    ordinal INTEGER NOT NULL,
    -- 1 is Monday, 7 Sunday.
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens TIME NOT NULL,
    closes TIME NOT NULL CHECK (closes > opens),
    slot_minutes INTEGER NOT NULL CHECK (slot_minutes BETWEEN 5 AND 240),
    desks INTEGER NOT NULL CHECK (desks BETWEEN 1 AND 500),
    valid_from DATE,
    valid_to DATE,
    PRIMARY KEY (pool_id, ordinal)
);

-- Hours of single dates in place of the regular ones.
CREATE TABLE special_hours (
    pool_id TEXT NOT NULL REFERENCES desk_pools (id),
    ordinal INTEGER NOT NULL,
    date DATE NOT NULL,
    opens TIME NOT NULL,
    closes TIME NOT NULL CHECK (closes > opens),
    slot_minutes INTEGER NOT NULL CHECK (slot_minutes BETWEEN 5 AND 240),
    desks INTEGER NOT NULL CHECK (desks BETWEEN 1 AND 500),
    PRIMARY KEY (pool_id, ordinal)
);

CREATE TABLE office_closures (
    office_id TEXT NOT NULL REFERENCES offices (id),
    date DATE NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (office_id, date)
);

CREATE TABLE pool_closures (
    pool_id TEXT NOT NULL REFERENCES desk_pools (id),
    date DATE NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (pool_id, date)
);

CREATE TABLE services (
    id TEXT PRIMARY KEY,
    office_id TEXT NOT NULL REFERENCES offices (id),
    pool_id TEXT NOT NULL REFERENCES desk_pools (id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    scope TEXT NOT NULL,
    details_url TEXT,
    slots INTEGER NOT NULL CHECK (slots BETWEEN 1 AND 16),
    ticket_letter TEXT NOT NULL,
    UNIQUE (office_id, ticket_letter)
);
CREATE INDEX services_pool_id ON services (pool_id);

CREATE TABLE terms (
    office_id TEXT NOT NULL REFERENCES offices (id),
    version TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    html TEXT NOT NULL,
    PRIMARY KEY (office_id, version)
);

-- Places taken per slot of a pool. The row appears with the slot's first booking; the CHECK is the last word on
-- overselling.
CREATE TABLE slot_counters (
    pool_id TEXT NOT NULL REFERENCES desk_pools (id),
    starts_at TIMESTAMP NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    booked INTEGER NOT NULL CHECK (booked >= 0 AND booked <= capacity),
    -- Rises with every change, so that of two readings the newer is known.
    version BIGINT NOT NULL,
    PRIMARY KEY (pool_id, starts_at)
);

-- All instants are UTC. Addresses, codes and mails are sealed under the server's key; what is looked up is a keyed
-- hash.
CREATE TABLE bookings (
    id TEXT PRIMARY KEY,
    -- The office is checked with its terms, the pool with the counter of the slot.
    office_id TEXT NOT NULL,
    service_id TEXT NOT NULL REFERENCES services (id),
    pool_id TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('held', 'booked', 'checked_in', 'completed', 'cancelled', 'no_show', 'expired')),
    -- Local to the office, as the resident chose it.
    date DATE NOT NULL,
    time TIME NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL CHECK (ends_at > starts_at),
    email_key BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    language TEXT NOT NULL,
    terms_version TEXT NOT NULL,
    -- Rises when the manage token must die.
    generation INTEGER NOT NULL,
    -- Rises with every change; the ETag is made of it.
    version INTEGER NOT NULL,
    -- Unique among all bookings until it is cleared, the day after the visit at the earliest.
    code_key BYTEA UNIQUE,
    code_sealed BYTEA,
    created_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    FOREIGN KEY (office_id, terms_version) REFERENCES terms (office_id, version)
);
-- Each index is paid for by every booking: only what is looked for has one.
CREATE INDEX bookings_email_key ON bookings (email_key, ends_at);
CREATE INDEX bookings_to_clear ON bookings (ends_at) WHERE code_key IS NOT NULL;

-- One row per address that books: its lock lets the limits per address hold between replicas. Unlogged, since a crash
-- ends the transactions, and with them the locks.
CREATE UNLOGGED TABLE address_locks (
    email_key BYTEA PRIMARY KEY,
    used_at TIMESTAMP NOT NULL
);

-- The last number given per service and day, so that numbers have no gaps.
CREATE TABLE ticket_counters (
    service_id TEXT NOT NULL REFERENCES services (id),
    date DATE NOT NULL,
    last INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (service_id, date)
);

CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    booking_id TEXT NOT NULL UNIQUE REFERENCES bookings (id),
    service_id TEXT NOT NULL REFERENCES services (id),
    date DATE NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    issued_at TIMESTAMP NOT NULL,
    printed_at TIMESTAMP,
    UNIQUE (service_id, date, number)
);

-- E-mails to be sent, written with the booking they tell of.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    booking_id TEXT NOT NULL REFERENCES bookings (id),
    kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'moved', 'cancelled')),
    status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed')),
    recipient BYTEA NOT NULL,
    message BYTEA NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TIMESTAMP NOT NULL,
    lease_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    last_error TEXT
);
CREATE INDEX outbox_booking_id ON outbox (booking_id, created_at);
CREATE INDEX outbox_due_at ON outbox (due_at, id) WHERE status = 'queued';
-- Which letter of a booking is the next: with an index of its own no planner looks through all that wait.
CREATE INDEX outbox_line ON outbox (booking_id, created_at, id) WHERE status = 'queued';
CREATE INDEX outbox_failed ON outbox (last_error) WHERE status = 'failed';

-- Answers to repeat for 24 hours.
CREATE TABLE idempotency_records (
    key_hash BYTEA PRIMARY KEY,
    body_hash BYTEA NOT NULL,
    answer BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX idempotency_records_created_at ON idempotency_records (created_at);

CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('kiosk', 'clerk', 'manager', 'integrator')),
    office_id TEXT REFERENCES offices (id),
    name TEXT,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP
);
CREATE INDEX api_tokens_office_id ON api_tokens (office_id);

-- One row per running writer, raised with each batch that changed occupancy, so that other replicas look again.
CREATE TABLE occupancy_changes (
    writer TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
