DROP TRIGGER bookings_state;
