"""The calendar in the administration. A year's days come with `manage.py import_holidays`, whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field, Q
from django.http import HttpRequest
from django.utils.translation import gettext

from linli.base.ui import checks
from linli.base.ui.fields import EndClock

from .models import Closure, OpeningRule, SpecialDay, Year
from .rules import MIDNIGHT


class OfOnePlace(forms.ModelForm):  # type: ignore[type-arg]
    """A room, if one is named, is one of the site's."""

    def clean(self) -> dict[str, Any]:
        """What was entered.

        :raises ValidationError: at the room of another site.
        """
        entered: dict[str, Any] = super().clean() or self.cleaned_data
        site, room = entered.get("site"), entered.get("room")
        if site is not None and room is not None and room.site_id != site.pk:
            self.add_error("room", gettext("This room belongs to another site."))
        return entered


class HoursForm(OfOnePlace):
    """Hours that end after they begin, on days that do too, and are not entered a second time."""

    def clean(self) -> dict[str, Any]:
        """What was entered.

        :raises ValidationError: at the field that contradicts another one, and where the same hours stand already.
        """
        entered = super().clean()
        first, last = entered.get("from_day"), entered.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", gettext("The last day is before the first one."))
        if not self.errors and self._stands_already(entered):
            raise ValidationError(gettext("Hours of this kind stand already on such days and overlap with these."))
        return entered

    def _stands_already(self, entered: dict[str, Any]) -> bool:
        same = {name: entered[name] for name in ("site", "room", "day_type", "kind")}
        others = OpeningRule.objects.filter(**same).exclude(pk=self.instance.pk)
        others = others.filter(Q(until_day=None) | Q(until_day__gte=entered["from_day"]))
        if entered.get("until_day"):
            others = others.filter(from_day__lte=entered["until_day"])
        if entered["closes"] != MIDNIGHT:
            others = others.filter(opens__lt=entered["closes"])
        return others.filter(Q(closes__gt=entered["opens"]) | Q(closes=MIDNIGHT)).exists()


def _somebody(value: Any) -> None:
    if value < 1:
        raise ValidationError(gettext("At least one worker is needed."))


@admin.register(OpeningRule)
class OpeningRuleAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """Opening hours by site, room and day type."""

    form = HoursForm
    checks = {"min_staff": _somebody}
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

    form = OfOnePlace
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
