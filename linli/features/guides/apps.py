"""The Django application."""

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    """Service items."""

    name = "linli.features.guides"
    label = "guides"
    default_auto_field = "django.db.models.BigAutoField"
