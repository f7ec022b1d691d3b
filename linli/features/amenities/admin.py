"""What is at hand and what is kept on the rack, in the administration."""

from __future__ import annotations

from django.contrib import admin

from .models import AmenityNote, Periodical


@admin.register(AmenityNote)
class AmenityNoteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What each amenity offers."""

    list_display = ("amenity", "offers", "hours")
    list_select_related = ("amenity__site",)
    ordering = ("amenity__site", "pk")


@admin.register(Periodical)
class PeriodicalAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The newspapers and magazines of each site; issues are registered at the desk."""

    list_display = ("title", "title_en", "site", "kind", "frequency")
    list_filter = ("kind",)
    list_select_related = ("site",)
    ordering = ("site", "title")
