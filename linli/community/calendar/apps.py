"""The Django application."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """When things are open."""

    name = "linli.community.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
