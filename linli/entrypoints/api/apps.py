"""The Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The HTTP API."""

    name = "linli.entrypoints.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
