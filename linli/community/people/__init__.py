"""Residents, staff, roles scoped to places, consent; the user model."""
