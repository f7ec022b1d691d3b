"""The Django application."""

from django.apps import AppConfig


class OnceConfig(AppConfig):
    """Answers given to idempotency keys."""

    name = "linli.base.once"
    label = "once"
    default_auto_field = "django.db.models.BigAutoField"
