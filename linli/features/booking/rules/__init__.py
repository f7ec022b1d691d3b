"""What makes a time free, what stands in the way of a booking, and when a series comes again. Pure."""

from .wishes import SeriesWish, Wish

__all__ = ["SeriesWish", "Wish"]
