-- Slots in which more is booked than there are desks, since the plan changed. Nobody new gets in: the counter's capacity
-- shrinks with every place that is given up, until the desks suffice.
CREATE TABLE crowded_slots (
    pool_id TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    -- Desks by the plan in force.
    desks INTEGER NOT NULL CHECK (desks >= 0),
    since TIMESTAMP NOT NULL,
    PRIMARY KEY (pool_id, starts_at),
    FOREIGN KEY (pool_id, starts_at) REFERENCES slot_counters (pool_id, starts_at)
);
