"""The calendar in the administration. A year's days come with `manage.py import_holidays`, whole."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from linli.base.ui.fields import EndClock

from .models import Closure, OpeningRule, SpecialDay, Year


@admin.register(OpeningRule)
class OpeningRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Opening hours by site, room and day type."""

    list_display = ["site", "room", "day_type", "kind", "opens", "closes", "min_staff", "from_day", "until_day"]
    list_filter = ["day_type", "kind"]
    list_select_related = ["site", "room"]
    search_fields = ["site__name", "site__slug"]
    autocomplete_fields = ["site", "room"]
    ordering = ["site__register_code", "day_type", "opens"]

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """What closes at midnight may be given as 24:00."""
        if db_field.name == "closes":
            return EndClock(label=db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Closures, the latest first."""

    list_display = ["site", "room", "starts_at", "ends_at", "reason"]
    list_select_related = ["site", "room"]
    search_fields = ["site__name", "site__slug", "reason"]
    autocomplete_fields = ["site", "room"]
    ordering = ["-starts_at"]


class SpecialDayInline(admin.TabularInline):  # type: ignore[type-arg]
    """A year's days, to read."""

    model = SpecialDay
    fields = ["day", "kind", "name", "name_en"]
    readonly_fields = ["day", "kind", "name", "name_en"]
    ordering = ["day"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Year | None = None) -> bool:
        """Only the importer adds."""
        return False


@admin.register(Year)
class YearAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The holiday table, to read."""

    list_display = ["year", "status", "source"]
    readonly_fields = ["year", "status", "source"]
    inlines = [SpecialDayInline]
    ordering = ["-year"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the importer adds."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Year | None = None) -> bool:
        """A year is replaced, never left out."""
        return False
