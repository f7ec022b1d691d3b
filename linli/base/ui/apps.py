"""The Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components, tokens and icons."""

    name = "linli.base.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The slots of addresses get their names before any URL table is read, and constraints their sentences."""
        from .constraints import speak
        from .converters import register

        register()
        speak()
