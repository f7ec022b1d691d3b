"""Appointments: booked times at the hall, their slots, and coming in with one."""
