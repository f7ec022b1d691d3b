"""Limits in the administration: a change is a new row from a later day, so that what was in force can be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Limit


@admin.register(Limit)
class LimitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What is possible from one address, for one person, to one number."""

    list_display = ("kind", "span", "at_most", "from_day", "source")
    ordering = ("kind", "span", "-from_day")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was in force is never rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was in force is never taken away."""
        return False
