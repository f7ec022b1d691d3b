"""Published ratings in the administration, to be looked at only; words are read on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Stretch


@admin.register(Stretch)
class StretchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was published, and when it ends."""

    list_display = ("hall", "first_day", "last_day", "served", "n5", "n4", "n3", "n2", "n1")
    list_select_related = ("hall__site",)
    ordering = ("hall", "-last_day")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the action publishes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was published stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was published stays."""
        return False
