"""The Django application."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people were told."""

    name = "linli.community.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
