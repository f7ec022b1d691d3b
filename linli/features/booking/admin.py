"""Rooms in the administration: what is arranged may be edited, what was booked may only be looked at, without names."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui import checks
from linli.base.ui.admin import KeptTerms, LookOnly
from linli.community.calendar.models import OpeningRule

from .models import Atom, Block, Booking, Equipment, Layout, Series, Suspension, Terms, Venue, VenueAtom, Wait
from .models.venues import Purpose


@admin.register(Atom)
class AtomAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The smallest parts of rooms."""

    list_display = ("slug", "site", "room", "lanes")
    list_select_related = ("site", "room")
    ordering = ("site", "slug")


class PartsInline(admin.TabularInline):  # type: ignore[type-arg]
    """What a venue consists of."""

    model = VenueAtom
    extra = 0


class LayoutsInline(admin.TabularInline):  # type: ignore[type-arg]
    """How it can be set up."""

    model = Layout
    extra = 0


class EquipmentInline(admin.TabularInline):  # type: ignore[type-arg]
    """What stands in it."""

    model = Equipment
    extra = 0


@admin.register(Venue)
class VenueAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Venues with their parts, layouts and equipment."""

    checks = {"icon": checks.icon}
    list_display = ("name", "site", "position", "is_step_free", "is_outdoors", "is_in_use")
    list_select_related = ("site",)
    ordering = ("site", "position")
    inlines = (PartsInline, LayoutsInline, EquipmentInline)


@admin.register(Terms)
class TermsAdmin(checks.Checked, KeptTerms):
    """On what terms a venue is given; a change is a new row from a later day."""

    checks = {"purposes": checks.some_of(Purpose.values), "hours": checks.some_of(OpeningRule.Kind.values)}
    list_display = ("venue", "from_day", "audience", "max_minutes", "horizon_days", "needs_approval", "source")
    list_select_related = ("venue",)
    ordering = ("venue", "-from_day")


@admin.register(Booking)
class BookingAdmin(LookOnly):
    """Bookings, without code, holder, name, number, note or title."""

    list_display = ("pk", "venue", "starts_at", "ends_at", "state", "channel")
    list_filter = ("state", "channel")
    list_select_related = ("venue",)
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)
    fields = (
        "venue", "terms", "state", "starts_at", "ends_at", "layout", "channel", "version", "hold_until", "made_at",
        "decided_at", "checked_in_at", "ended_at", "is_excused",
    )  # fmt: skip


@admin.register(Series)
class SeriesAdmin(LookOnly):
    """Series by their rule, without code or holder."""

    list_display = ("pk", "venue", "rule", "first_day", "starts", "minutes", "ended_at")
    list_select_related = ("venue",)
    ordering = ("-first_day",)
    fields = ("venue", "rule", "first_day", "starts", "minutes", "holidays", "except_days", "made_at", "ended_at")


@admin.register(Wait)
class WaitAdmin(LookOnly):
    """Lines, without code, holder, name or number."""

    list_display = ("pk", "venue", "starts_at", "ends_at", "state", "joined_at")
    list_filter = ("state",)
    list_select_related = ("venue",)
    ordering = ("-starts_at", "pk")
    fields = ("venue", "state", "starts_at", "ends_at", "people", "joined_at", "ended_at")


@admin.register(Block)
class BlockAdmin(LookOnly):
    """When and why venues were not given."""

    list_display = ("venue", "starts_at", "ends_at", "reason", "made_by", "lifted_at")
    list_select_related = ("venue", "made_by")
    ordering = ("-starts_at",)


@admin.register(Suspension)
class SuspensionAdmin(LookOnly):
    """Suspensions, without whom they concern and what they appealed with."""

    list_display = ("pk", "site", "starts_at", "ends_at", "verdict", "decided_at")
    list_select_related = ("site",)
    ordering = ("-starts_at",)
    fields = ("site", "starts_at", "ends_at", "made_by", "appealed_at", "verdict", "decided_at", "decided_by")
