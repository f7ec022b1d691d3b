"""The register in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from linli.base.ui import checks

from .models import Amenity, AreaEntry, AreaStatement, Community, District, Estate, Room, Site, SiteZone, StreetTown


@admin.register(District)
class DistrictAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Districts."""

    checks = {"code": checks.division_code(6)}
    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]
    ordering = ["code"]


@admin.register(StreetTown)
class StreetTownAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Streets, areas and towns."""

    checks = {"code": checks.division_code(9)}
    list_display = ["code", "name", "name_en", "kind", "district"]
    list_filter = ["kind"]
    list_select_related = ["district"]
    search_fields = ["code", "name", "name_en"]
    ordering = ["code"]


class EstateInline(admin.TabularInline):  # type: ignore[type-arg]
    """A community's estates."""

    model = Estate
    extra = 0
    ordering = ["pk"]


@admin.register(Community)
class CommunityAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Communities with their estates."""

    checks = {"code": checks.division_code(12)}
    list_display = ["code", "name", "street_town", "households", "residents", "is_example"]
    list_filter = ["is_example", "street_town"]
    list_select_related = ["street_town"]
    search_fields = ["code", "name", "name_en", "estates__name"]
    autocomplete_fields = ["street_town"]
    inlines = [EstateInline]
    ordering = ["code"]


class SiteZoneInline(admin.TabularInline):  # type: ignore[type-arg]
    """The zones of a site and their local names."""

    model = SiteZone
    extra = 0
    ordering = ["pk"]


class AmenityInline(admin.TabularInline):  # type: ignore[type-arg]
    """What visitors find."""

    model = Amenity
    extra = 0
    autocomplete_fields = ["room"]
    ordering = ["pk"]


@admin.register(Site)
class SiteAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Sites with their zones and amenities."""

    checks = {"timezone": checks.time_zone}
    list_display = ["register_code", "name", "community", "kind", "status", "is_example"]
    list_filter = ["kind", "status", "community__street_town", "is_example"]
    list_select_related = ["community"]
    search_fields = ["slug", "register_code", "name", "name_en", "community__name"]
    autocomplete_fields = ["community"]
    inlines = [SiteZoneInline, AmenityInline]
    ordering = ["register_code"]


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rooms with their place on the floor plan; filter `is_idle` for the idle ones."""

    list_display = ["name", "site", "zone", "within", "area_m2", "seats", "is_idle"]
    list_filter = ["is_idle", "zone"]
    list_select_related = ["site", "within"]
    search_fields = ["name", "name_en", "slug", "site__name"]
    autocomplete_fields = ["site", "within"]
    ordering = ["site__register_code", "slug"]


class AreaEntryInline(admin.TabularInline):  # type: ignore[type-arg]
    """A statement's lines, to read."""

    model = AreaEntry
    fields = ["use", "area_m2"]
    readonly_fields = ["use", "area_m2"]
    ordering = ["pk"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: AreaStatement | None = None) -> bool:
        """Lines come only with their statement."""
        return False


@admin.register(AreaStatement)
class AreaStatementAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The area ledger, to read: `actions.state_areas` writes it, because lines must sum to the total."""

    list_display = ["site", "from_day", "total_m2", "source"]
    list_select_related = ["site"]
    search_fields = ["site__name", "site__slug"]
    inlines = [AreaEntryInline]
    ordering = ["site__register_code", "-from_day"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the action adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AreaStatement | None = None) -> bool:
        """What was stated stays; a new statement takes its place."""
        return False
