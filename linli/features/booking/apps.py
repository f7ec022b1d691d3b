"""The Django application."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Venues and bookings."""

    name = "linli.features.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"
