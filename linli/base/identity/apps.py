"""The Django application."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """One name a thing, on every installation another."""

    name = "linli.base.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
