"""The Django application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo."""

    name = "linli.entrypoints.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
