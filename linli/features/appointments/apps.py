"""The Django application."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Appointments at the hall."""

    name = "linli.features.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"
