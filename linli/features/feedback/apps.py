"""The Django application."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Ratings of visits."""

    name = "linli.features.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"
