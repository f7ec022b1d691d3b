"""The Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components, tokens and icons."""

    name = "linli.base.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
