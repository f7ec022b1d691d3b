"""What pages of the administration share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

from linli.base.kernel import clock


class KeptTerms(admin.ModelAdmin):  # type: ignore[type-arg]
    """Terms with a `from_day`: those that are or were in force are only looked at; a change is a row from a later day.

    Rows that begin after today may still be changed and deleted; a new one begins today at the earliest.
    """

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what is not in force yet."""
        return super().has_change_permission(request, obj) and not _is_in_force(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what is not in force yet; never many at once, since the choice may hold others."""
        return obj is not None and super().has_delete_permission(request, obj) and not _is_in_force(obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any) -> Any:
        """The form, which refuses a day that is over."""
        form = super().get_form(request, obj, change, **more)
        if (field := form.base_fields.get("from_day")) is not None:
            field.validators = [*field.validators, _not_before_today]
        return form


def _is_in_force(row: Any) -> bool:
    return row is not None and row.from_day <= clock.now().date()


def _not_before_today(day: date) -> None:
    if day < clock.now().date():
        raise ValidationError(gettext("Terms begin today at the earliest: what was in force is never rewritten."))


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are written elsewhere, by actions, and only looked at here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds them by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes them by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes them by hand."""
        return False
