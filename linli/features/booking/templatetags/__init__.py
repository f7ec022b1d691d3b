"""Booking's own words for templates."""
