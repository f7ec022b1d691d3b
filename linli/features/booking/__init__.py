"""Rooms for residents: venues and their terms, free times, bookings that can never collide."""
