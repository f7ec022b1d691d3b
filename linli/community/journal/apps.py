"""The Django application."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """What was done."""

    name = "linli.community.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
