-- The version before knows of no places that wait: they come back now, or they would be taken for ever.
UPDATE slot_counters
SET booked = booked - (
        SELECT count(*) FROM freed_places
        WHERE freed_places.pool_id = slot_counters.pool_id AND freed_places.starts_at = slot_counters.starts_at
    ),
    version = version + 1
WHERE EXISTS (
    SELECT 1 FROM freed_places
    WHERE freed_places.pool_id = slot_counters.pool_id AND freed_places.starts_at = slot_counters.starts_at
);
DROP TABLE freed_places;
