"""Ratings: five levels, voluntary, by anonymous code, unreadable to the worker who served."""
