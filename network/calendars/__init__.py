"""Who is busy when: bookings, free slots, holidays, zones and feeds."""
