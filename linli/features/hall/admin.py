"""The hall in the administration: what is arranged may be edited, what happened may only be looked at."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui import checks
from linli.base.ui.admin import KeptTerms, LookOnly

from .models import (
    Hall,
    HallEvent,
    Terms,
    Ticket,
    WaitDay,
    Window,
    WindowException,
    WindowGroup,
    WindowPost,
    WindowShift,
)


@admin.register(Hall)
class HallAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Which sites have a hall."""

    list_display = ("site", "room")
    list_select_related = ("site", "room")


@admin.register(Terms)
class TermsAdmin(checks.Checked, KeptTerms):
    """The hall's limits; a change is a new row from a later day."""

    checks = {"first_turns": checks.lengths}
    list_display = ("hall", "from_day", "prefix", "daily_cap", "line_cap", "overtake_every", "source")
    list_select_related = ("hall__site",)
    ordering = ("hall", "-from_day")


class GroupsInline(admin.TabularInline):  # type: ignore[type-arg]
    """What stands and stood on the window's sign."""

    model = WindowGroup
    extra = 0


class ExceptionsInline(admin.TabularInline):  # type: ignore[type-arg]
    """What the window does not take."""

    model = WindowException
    extra = 0


class PostsInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who holds the window's posts."""

    model = WindowPost
    extra = 0
    raw_id_fields = ("worker",)


@admin.register(Window)
class WindowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Windows with their signs, exceptions and posts."""

    list_display = ("hall", "number", "name", "is_accessible", "is_in_use")
    list_display_links = ("name",)
    list_select_related = ("hall__site",)
    ordering = ("hall", "number")
    inlines = (GroupsInline, ExceptionsInline, PostsInline)


@admin.register(Ticket)
class TicketAdmin(LookOnly):
    """Tickets, without code, holder or phone number."""

    list_display = ("label", "hall", "day", "state", "priority", "channel", "at_window", "taken_at")
    list_filter = ("state", "priority", "channel")
    list_select_related = ("hall__site", "at_window")
    date_hierarchy = "day"
    ordering = ("-day", "-arrival")
    fields = (
        "hall", "day", "prefix", "number", "channel", "priority", "state", "at_window", "first_worker",
        "calls", "taken_at", "called_at", "served_at", "ended_at",
    )  # fmt: skip


@admin.register(WindowShift)
class WindowShiftAdmin(LookOnly):
    """Who served which window, from when until when."""

    list_display = ("window", "worker", "is_backup", "opened_at", "closed_at")
    list_select_related = ("window", "worker")
    ordering = ("-opened_at",)


@admin.register(HallEvent)
class HallEventAdmin(LookOnly):
    """The ordered log."""

    list_display = ("day", "seq", "hall", "kind", "ticket", "window", "worker", "rule", "at", "undone_at")
    list_filter = ("kind",)
    list_select_related = ("hall__site", "ticket", "window", "worker")
    date_hierarchy = "day"
    ordering = ("-day", "hall", "-seq")


@admin.register(WaitDay)
class WaitDayAdmin(LookOnly):
    """How often the waits that were told held, day by day."""

    list_display = ("hall", "day", "told", "hits", "early", "late", "left", "warned")
    list_select_related = ("hall__site",)
    date_hierarchy = "day"
    ordering = ("-day", "hall")
