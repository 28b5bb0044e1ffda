-- The states that can follow each other; whatever writes another step is refused. Nothing leads back, and nothing goes on from
-- what is given up, over or expired.
CREATE FUNCTION refuse_booking_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a booking cannot come to % from %', NEW.status, OLD.status USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER bookings_state BEFORE UPDATE OF status ON bookings FOR EACH ROW
WHEN (OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'held>booked', 'held>expired', 'held>cancelled', 'booked>checked_in', 'booked>completed', 'booked>cancelled',
    'booked>no_show', 'checked_in>completed', 'checked_in>no_show'
))
EXECUTE FUNCTION refuse_booking_state();
