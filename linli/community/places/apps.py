"""The Django application."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Where things are."""

    name = "linli.community.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
