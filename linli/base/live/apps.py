"""The Django application."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Topics that move."""

    name = "linli.base.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
