"""The Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages where features meet."""

    name = "linli.entrypoints.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
