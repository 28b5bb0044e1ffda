DROP TRIGGER bookings_state ON bookings;
DROP FUNCTION refuse_booking_state;
