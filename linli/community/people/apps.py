"""The Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Residents, staff and roles."""

    name = "linli.community.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
