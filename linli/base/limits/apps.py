"""The Django application."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """Limits at the door, and their counters."""

    name = "linli.base.limits"
    label = "limits"
    default_auto_field = "django.db.models.BigAutoField"
