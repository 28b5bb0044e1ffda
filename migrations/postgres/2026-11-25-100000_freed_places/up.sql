-- Places that were given up and have not come back yet: each still counts in its slot's counter. They come back after a
-- delay that nobody knows, so that a place can't be passed on by giving it up at an agreed moment.
CREATE TABLE freed_places (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    returns_at TIMESTAMP NOT NULL,
    FOREIGN KEY (pool_id, starts_at) REFERENCES slot_counters (pool_id, starts_at)
);
CREATE INDEX freed_places_slot ON freed_places (pool_id, starts_at);
CREATE INDEX freed_places_returns_at ON freed_places (returns_at);
