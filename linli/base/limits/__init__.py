"""Limits at the door: how many of a kind one address, person or number may ask for within an hour or a day."""
