"""Appointments in the administration: the terms may be edited, what was booked may only be looked at."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui.admin import KeptTerms, LookOnly

from .models import Appointment, AppointmentTerms


@admin.register(AppointmentTerms)
class AppointmentTermsAdmin(KeptTerms):
    """What a hall promises; a change is a new row from a later day."""

    list_display = ("hall", "from_day", "slot_minutes", "share_percent", "horizon_days", "late_minutes", "source")
    list_select_related = ("hall__site",)
    ordering = ("hall", "-from_day")


@admin.register(Appointment)
class AppointmentAdmin(LookOnly):
    """Appointments, without code, holder or phone number."""

    list_display = ("starts_at", "hall", "seat", "group", "state", "channel", "booked_at")
    list_filter = ("state", "channel")
    list_select_related = ("hall__site", "group")
    date_hierarchy = "day"
    ordering = ("-starts_at", "seat")
    fields = (
        "hall",
        "day",
        "starts_at",
        "ends_at",
        "seat",
        "group",
        "item",
        "priority",
        "channel",
        "state",
        "booked_at",
    )
