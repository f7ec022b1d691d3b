"""The Django application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Timed work."""

    name = "linli.entrypoints.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
