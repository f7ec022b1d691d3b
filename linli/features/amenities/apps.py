"""The Django application."""

from django.apps import AppConfig


class AmenitiesConfig(AppConfig):
    """Waiting area, tea corner, newspapers."""

    name = "linli.features.amenities"
    label = "amenities"
    default_auto_field = "django.db.models.BigAutoField"
