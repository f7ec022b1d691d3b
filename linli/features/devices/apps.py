"""The Django application."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Kiosks and printers."""

    name = "linli.features.devices"
    label = "devices"
    default_auto_field = "django.db.models.BigAutoField"
