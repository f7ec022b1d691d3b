"""The Django application."""

from django.apps import AppConfig


class HallConfig(AppConfig):
    """The one-stop hall."""

    name = "linli.features.hall"
    label = "hall"
    default_auto_field = "django.db.models.BigAutoField"
