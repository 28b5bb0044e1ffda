-- The states that can follow each other; whatever writes another step is refused. Nothing leads back, and nothing goes on from
-- what is given up, over or expired.
CREATE TRIGGER bookings_state BEFORE UPDATE OF status ON bookings
WHEN OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'held>booked', 'held>expired', 'held>cancelled', 'booked>checked_in', 'booked>completed', 'booked>cancelled',
    'booked>no_show', 'checked_in>completed', 'checked_in>no_show'
)
BEGIN
    SELECT RAISE(ABORT, 'a booking cannot come to this state from the one it has');
END;
